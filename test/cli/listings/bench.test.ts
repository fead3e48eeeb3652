import { describe, expect, it } from 'vitest';
import { NO_PAINT } from '../../../src/cli/color.js';
import { type BenchView, benchDocument, benchText, benchWarning } from '../../../src/cli/listings/bench.js';
import { benchSchema } from '../../../src/cli/schemas/bench.js';
import { violations } from '../../support/json-schema.js';

const measured: BenchView = {
  ...{ load: 'roundtrip', server: '127.0.0.1:4730', serverVersion: '1.1.20', atOnce: 8, sizeBytes: 1024 },
  ...{ operations: 20_000, failed: 2, elapsedMs: 4000, cpuShare: 0.861 },
  latency: { p50Ms: 0.9, p90Ms: 1.62, p99Ms: 4.864, maxMs: 40.4 },
  bars: [
    { upToMs: 1, operations: 15_000 },
    { upToMs: 2, operations: 0 },
    { upToMs: 5, operations: 5000 },
  ],
};

const nothing: BenchView = {
  ...{ ...measured, operations: 0, failed: 0, elapsedMs: 0, cpuShare: 0, bars: [] },
  latency: { p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null },
};

describe('benchText', () => {
  it('tells what was measured, how fast, and how latencies are spread', () => {
    expect(benchText(measured, NO_PAINT, true).split('\n')).toEqual([
      'roundtrip: foreground jobs there and back, by 127.0.0.1:4730 (1.1.20)',
      '  20 000 in 4.00 s, 8 at once, 1 024 bytes each, 2 failed',
      '',
      '  rate     5 000/s   4.9 MiB/s',
      '  latency  p50 0.90 ms   p90 1.62 ms   p99 4.86 ms   max 40.4 ms',
      '',
      `  ≤ 1 ms  15 000  75.0%  ${'█'.repeat(40)}`,
      '  ≤ 2 ms       0   0.0%',
      `  ≤ 5 ms   5 000  25.0%  ${'█'.repeat(13)}▍`,
      '',
    ]);
  });

  it('has no histogram of nothing', () => {
    const text = benchText(nothing, NO_PAINT, false);
    expect(text).toContain('rate     0/s');
    expect(text).toContain('p50 -   p90 -');
    expect(text).not.toContain('<=');
  });
});

describe('benchDocument', () => {
  it.each([measured, nothing])('is of its schema with $operations operations', (bench) => {
    expect(violations(JSON.parse(JSON.stringify(benchDocument(bench))), benchSchema)).toEqual([]);
  });
});

describe('benchWarning', () => {
  it('doubts a result for which the one who measured had no time left', () => {
    expect(benchWarning(measured)).toBe('measuring took 86% of a CPU: the server may be faster than this');
    expect(benchWarning({ cpuShare: 0.6 })).toBeUndefined();
  });
});
