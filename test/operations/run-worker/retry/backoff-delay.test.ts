import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from '../../../../src/operations/run-worker/retry/backoff-delay.js';

const bounds = { minMs: 1000, maxMs: 10_000 };

describe('the wait before another attempt', () => {
  it('doubles up to the longest', () => {
    const waits = [1, 2, 3, 4, 5, 100].map((failures) => backoffDelayMs(bounds, failures, () => 0));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('is shorter by a random share, a quarter at most', () => {
    expect(backoffDelayMs(bounds, 1, () => 0.999_999)).toBe(750);
    expect(backoffDelayMs(bounds, 9, () => 0.5)).toBe(8750);
  });
});
