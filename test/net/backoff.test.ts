import { describe, expect, it } from 'vitest';
import { Backoff } from '../../src/net/backoff.js';

describe('back-off', () => {
  it('doubles from 0.2 s to 30 s', () => {
    const backoff = new Backoff({ random: () => 0 });
    expect(Array.from({ length: 10 }, () => backoff.nextDelayMs())).toEqual([
      200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
    ]);
  });

  it('takes a random share of up to a half off, but never waits less than the least', () => {
    const backoff = new Backoff({ random: () => 0.999 });
    expect(Array.from({ length: 9 }, () => backoff.nextDelayMs())).toEqual([
      200, 200, 400, 801, 1602, 3203, 6406, 12_813, 15_015,
    ]);
  });

  it('begins anew after a success', () => {
    const backoff = new Backoff({ random: () => 0 });
    backoff.nextDelayMs();
    backoff.nextDelayMs();
    backoff.reset();
    expect(backoff.nextDelayMs()).toBe(200);
  });
});
