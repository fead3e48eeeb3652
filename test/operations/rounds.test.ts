import { describe, expect, it } from 'vitest';
import { AbortedError } from '../../src/errors.js';
import { rounds } from '../../src/operations/rounds.js';

const never = new AbortController().signal;

describe('rounds', () => {
  it('come one after the other, the interval apart from start to start', async () => {
    const starts: number[] = [];
    for await (const start of rounds(async () => performance.now(), 20, never)) {
      starts.push(start);
      if (starts.length === 3) break;
    }
    // A round that begins late, on a busy machine, does not put off those behind it: only the whole can be measured.
    const [first = 0, , third = 0] = starts;
    expect(third - first).toBeGreaterThan(30);
  });

  it('fail with the round that fails', async () => {
    const failing = rounds(() => Promise.reject(new AbortedError('x')), 10, never);
    await expect(failing.next()).rejects.toThrow('x');
  });

  it('end with AbortedError in the middle of an interval, and keep the reason', async () => {
    const stop = new AbortController();
    const endless = rounds(async () => 1, 60_000, stop.signal);
    await endless.next();
    const next = endless.next();
    const reason = new AbortedError('stopped by SIGINT');
    stop.abort(reason);
    await expect(next).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
  });
});
