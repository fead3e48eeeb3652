import { describe, expect, it } from 'vitest';
import { GatheredOutput } from '../../../src/operations/submit-jobs/gathered-output.js';
import { CapturedStream } from './captured-stream.js';

describe('a gathered output', () => {
  it('writes at once what was written in one turn', async () => {
    const stream = new CapturedStream();
    const output = new GatheredOutput(stream);
    output.write('H:1\n');
    output.write('H:2\n');
    expect(stream.writes).toEqual([]);
    await Promise.resolve();
    expect(stream.writes).toEqual(['H:1\nH:2\n']);
    output.write('H:3\n');
    await Promise.resolve();
    expect(stream.writes).toEqual(['H:1\nH:2\n', 'H:3\n']);
  });

  it('keeps text and bytes in their order, and bytes as they are', async () => {
    const stream = new CapturedStream();
    const output = new GatheredOutput(stream);
    output.write('a');
    output.write(Uint8Array.of(0xff, 0x00));
    output.write('é');
    output.write(Buffer.alloc(20_000, 'x'));
    output.write('end');
    await output.finish();
    expect(stream.text).toBe(`a\xff\0\xc3\xa9${'x'.repeat(20_000)}end`);
  });

  it('does not gather without end', () => {
    const stream = new CapturedStream();
    const output = new GatheredOutput(stream);
    for (let i = 0; i < 70; i++) output.write('k'.repeat(1024));
    expect(stream.text.length).toBeGreaterThan(60 * 1024);
  });

  it('asks to wait while the stream takes no more, and resolves when it does', async () => {
    const stream = new CapturedStream({ highWaterMark: 10 });
    const output = new GatheredOutput(stream);
    stream.block();
    expect(output.write('x'.repeat(70_000))).toBeInstanceOf(Promise);
    const waiting = output.write('y');
    stream.unblock();
    await waiting;
    expect(output.write('z')).toBeUndefined();
  });

  it('lets go of those who wait when the stream is destroyed, and writes nothing more', async () => {
    const stream = new CapturedStream({ highWaterMark: 10 });
    const output = new GatheredOutput(stream);
    stream.block();
    const waiting = output.write('x'.repeat(70_000));
    stream.destroy();
    await waiting;
    output.write('more');
    await output.finish();
    expect(stream.text).not.toContain('more');
  });

  it('says each time when it is about to write', async () => {
    let times = 0;
    const output = new GatheredOutput(new CapturedStream(), () => {
      times += 1;
    });
    output.write('a');
    output.write('b');
    await output.finish();
    expect(times).toBe(1);
  });
});
