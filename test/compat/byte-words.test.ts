import { describe, expect, it } from 'vitest';
import { bytesOf, byteWords, isText, textOf } from '../../src/compat/byte-words.js';

const unasked = (): Uint8Array => {
  throw new Error('nobody should ask');
};

describe('the words of a command line as bytes', () => {
  it('are those of UTF-8 where Node could read them', () => {
    expect(byteWords(['é', 'x'], unasked)).toEqual(['\xc3\xa9', 'x']);
  });

  it('are what the system keeps where Node could not', () => {
    const line = Buffer.from('node\0gearman.js\0-f\0\xff\xfe\0\0', 'latin1');
    expect(byteWords(['-f', '\ufffd\ufffd', ''], () => line)).toEqual(['-f', '\xff\xfe', '']);
  });

  it('stay as Node read them where the system keeps nothing', () => {
    expect(byteWords(['\ufffd'], () => new Uint8Array())).toEqual(['\xef\xbf\xbd']);
  });

  it('become bytes and text again', () => {
    expect([...bytesOf('\xff')]).toEqual([255]);
    expect(textOf('\xc3\xa9')).toBe('é');
    expect([isText('\xc3\xa9'), isText('\xff'), isText('\xef\xbf\xbd')]).toEqual([true, false, true]);
  });
});
