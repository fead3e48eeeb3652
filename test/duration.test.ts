import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../src/duration.js';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1.5s', 1500],
    ['0.25h', 900_000],
    ['10', 10_000],
    ['0.1', 100],
    ['0', 0],
    [' 3s ', 3000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'abc', '5x', '-1s', '30m1h', '1h1h', 's', '.s', '1..5s', '1e3', '5 m', 'Infinity'])(
    'is not %j',
    (text) => {
      const hint = 'write 500ms, 30s, 5m, 1h30m or 2d; a bare number is seconds';
      expect(() => parseDuration(text)).toThrow(expect.objectContaining({ message: `'${text}' is no duration`, hint }));
    },
  );

  it('is not longer than a timer can wait, for such a timer would fire at once', () => {
    expect(parseDuration('24d')).toBe(24 * 86_400_000);
    expect(() => parseDuration('25d')).toThrow("'25d' is too long: at most 24 days");
    expect(parseDuration('60d', { maxMs: 90 * 86_400_000 })).toBe(60 * 86_400_000);
  });

  it('is not shorter than makes sense', () => {
    expect(() => parseDuration('10ms', { minMs: 100 })).toThrow("'10ms' is too short: at least 100ms");
  });

  it('reads what it writes', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 31 - 1 }), (ms) => parseDuration(formatDuration(ms)) === ms));
    expect([0, 1500, 60_000, 5_400_000, 90_061_500].map(formatDuration)).toEqual([
      '0ms',
      '1.5s',
      '1m',
      '1h30m',
      '1d1h1m1.5s',
    ]);
  });
});
