import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../src/operations/run-bench/latency-histogram.js';

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ms of values) histogram.add(ms);
  return histogram;
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('LatencyHistogram', () => {
  it('tells quantiles at most 1.6 % above the exact ones, whatever their size', () => {
    for (const scale of [0.001, 0.02, 1, 300]) {
      const { p50Ms, p90Ms, p99Ms, maxMs } = histogramOf(upTo(1000).map((i) => i * scale)).summary();
      const found = [p50Ms, p90Ms, p99Ms].map((ms) => ms ?? 0);
      for (const [i, exact] of [500, 900, 990].entries()) {
        expect(found[i]).toBeGreaterThanOrEqual(exact * scale);
        expect(found[i]).toBeLessThanOrEqual(exact * scale * 1.016 + 0.001);
      }
      expect(maxMs).toBe(1000 * scale);
    }
  });

  it('has nothing to tell when nothing was counted', () => {
    const empty = new LatencyHistogram();
    expect(empty.summary()).toEqual({ p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null });
    expect(empty.bars()).toEqual([]);
  });

  it('spreads what it counted over bars that end at 1, 2 and 5, those without anything included', () => {
    expect(histogramOf([0.3, 0.4, 0.45, 3, 3]).bars()).toEqual([
      { upToMs: 0.5, operations: 3 },
      { upToMs: 1, operations: 0 },
      { upToMs: 2, operations: 0 },
      { upToMs: 5, operations: 2 },
    ]);
  });

  it('loses nothing of what is below a microsecond or above half an hour', () => {
    const histogram = histogramOf([0, 0.0004, 1e9]);
    expect(histogram.bars().reduce((sum, { operations }) => sum + operations, 0)).toBe(3);
    expect(histogram.summary().maxMs).toBe(1e9);
  });

  it('merges to what one would have counted alone', () => {
    const [odd, even] = [upTo(500).filter((i) => i % 2 === 1), upTo(500).filter((i) => i % 2 === 0)];
    const merged = histogramOf(odd);
    merged.merge(histogramOf(even));
    const alone = histogramOf(upTo(500));
    expect([merged.total, merged.summary(), merged.bars()]).toEqual([500, alone.summary(), alone.bars()]);
  });
});
