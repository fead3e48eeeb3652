import { describe, expect, it } from 'vitest';
import { Commentary } from '../../../src/operations/submit-jobs/commentary.js';
import { CapturedStream } from './captured-stream.js';

const ERASE = '\r\x1b[K';

describe('a commentary', () => {
  it('passes the bytes of others on as they are where there is no terminal', () => {
    const stream = new CapturedStream();
    new Commentary(stream).pass(Uint8Array.of(0x1b, 0x5b, 0x32, 0x4a, 0xff));
    expect(stream.text).toBe('\x1b[2J\xff');
  });

  it('lets nobody steer the terminal', () => {
    const stream = new CapturedStream({ isTTY: true });
    new Commentary(stream).pass(Buffer.from('a\x1b[2Jb\r\x07\u009b\tc\n'));
    expect(stream.text).toBe('a[2Jb\tc\n');
  });

  it('keeps the line of progress below everything else', () => {
    const stream = new CapturedStream({ isTTY: true });
    const commentary = new Commentary(stream);
    commentary.show('1/2');
    commentary.say('gearctl: hello\n');
    commentary.show('2/2');
    commentary.erase();
    commentary.erase();
    expect(stream.text).toBe(`${ERASE}1/2${ERASE}gearctl: hello\n${ERASE}2/2${ERASE}`);
  });

  it('writes progress line by line where nothing can be erased', () => {
    const stream = new CapturedStream();
    const commentary = new Commentary(stream);
    commentary.show('1/2');
    commentary.show('2/2');
    commentary.erase();
    expect(stream.text).toBe('1/2\n2/2\n');
  });
});
