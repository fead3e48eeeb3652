import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Distribution } from '../../../src/server/statistics/distribution.js';

function distributionOf(durationsMs: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const durationMs of durationsMs) distribution.add(durationMs);
  return distribution;
}

/** Durations of all magnitudes. */
const duration = fc.integer({ min: 0, max: 31 }).chain((bits) => fc.integer({ min: 0, max: 2 ** bits }));

describe('a distribution', () => {
  it('has no quantiles when it is empty', () => {
    const empty = new Distribution();
    expect(empty.quantileMs(0.5)).toBeUndefined();
    expect([empty.count, empty.sumMs, empty.maxMs]).toEqual([0, 0, 0]);
  });

  it('knows short durations exactly', () => {
    const distribution = distributionOf(Array.from({ length: 32 }, (_, ms) => ms));
    expect(distribution.quantileMs(0.5)).toBe(15);
    expect(distribution.quantileMs(1)).toBe(31);
    expect(distribution.quantileMs(0)).toBe(0);
  });

  it('is at most 5 % off, whatever the durations and the quantile', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (durationsMs, share) => {
          const sorted = [...durationsMs].sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
          const found = distributionOf(durationsMs).quantileMs(share) as number;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.05);
        },
      ),
    );
  });

  it('knows number, sum and maximum exactly, and says of no quantile that it is longer than the longest', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1 }), (durationsMs) => {
        const distribution = distributionOf(durationsMs);
        const longest = Math.max(...durationsMs);
        expect(distribution.count).toBe(durationsMs.length);
        expect(distribution.sumMs).toBe(durationsMs.reduce((sum, ms) => sum + ms, 0));
        expect(distribution.maxMs).toBe(longest);
        expect(distribution.quantileMs(1)).toBeLessThanOrEqual(longest);
      }),
    );
  });

  it('counts exactly what is shorter than a power of two', () => {
    fc.assert(
      fc.property(fc.array(duration), (durationsMs) => {
        const bounds = [1, 4, 16, 64, 1024, 65_536, 2 ** 24, 2 ** 31];
        expect(distributionOf(durationsMs).countsBelow(bounds)).toEqual(
          bounds.map((bound) => durationsMs.filter((ms) => ms < bound).length),
        );
      }),
    );
  });

  it('takes what another one has', () => {
    const both = distributionOf([5, 700]);
    both.addAll(distributionOf([1, 90_000]));
    const alike = distributionOf([1, 5, 700, 90_000]);
    for (const share of [0.25, 0.5, 0.75, 1]) expect(both.quantileMs(share)).toBe(alike.quantileMs(share));
    expect([both.count, both.sumMs, both.maxMs]).toEqual([4, 90_706, 90_000]);
  });

  it('takes a duration that a clock made negative for none, and an endless one as it is', () => {
    const distribution = distributionOf([-5, 1e12]);
    expect(distribution.quantileMs(0.5)).toBe(0);
    expect(distribution.maxMs).toBe(1e12);
    expect(distribution.sumMs).toBe(1e12);
  });
});
