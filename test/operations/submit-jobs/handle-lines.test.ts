import { describe, expect, it } from 'vitest';
import { GatheredOutput } from '../../../src/operations/submit-jobs/gathered-output.js';
import { HandleLines } from '../../../src/operations/submit-jobs/handle-lines.js';
import { CapturedStream } from './captured-stream.js';

describe('the lines of handles', () => {
  it('that come in one turn are one write', async () => {
    const stream = new CapturedStream();
    const lines = new HandleLines(new GatheredOutput(stream));
    for (const handle of ['H:1', 'H:2']) lines.add(Buffer.from(handle));
    await expect.poll(() => stream.writes).toEqual(['H:1\nH:2\n']);
    lines.add(Buffer.from('H:3'));
    await expect.poll(() => stream.text).toBe('H:1\nH:2\nH:3\n');
  });

  it('are copied, in their order, however many and long they are', async () => {
    const stream = new CapturedStream({ highWaterMark: 10 * 1024 * 1024 });
    const lines = new HandleLines(new GatheredOutput(stream));
    const handle = Buffer.alloc(63);
    let expected = '';
    for (let i = 0; i < 5000; i++) {
      handle.fill(`H:${i} `);
      lines.add(handle);
      expected += `${handle.toString('latin1')}\n`;
    }
    lines.add(Buffer.alloc(100_000, 'x'));
    await expect.poll(() => stream.text.length).toBe(expected.length + 100_001);
    expect(stream.text).toBe(`${expected}${'x'.repeat(100_000)}\n`);
  });

  it('say when the output takes no more', async () => {
    const stream = new CapturedStream({ highWaterMark: 4 });
    const lines = new HandleLines(new GatheredOutput(stream));
    expect(lines.written).toBeUndefined();
    stream.block();
    lines.add(Buffer.from('H:1'));
    await expect.poll(() => stream.text).toBe('H:1\n');
    lines.add(Buffer.from('H:2'));
    await expect.poll(() => lines.written !== undefined).toBe(true);
    stream.unblock();
    await lines.written;
    expect(lines.written).toBeUndefined();
  });
});
