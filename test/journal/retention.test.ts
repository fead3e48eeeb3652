import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseRetention } from '../../src/journal/index.js';

describe('a retention', () => {
  it('without a unit is a number of outcomes', () => {
    expect(parseRetention('1000')).toEqual({ by: 'number', outcomes: 1000 });
    expect(parseRetention(' 1 ')).toEqual({ by: 'number', outcomes: 1 });
  });

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
  ])('%s is an age', (text, ageMs) => {
    expect(parseRetention(text)).toEqual({ by: 'age', ageMs });
  });

  it.each(['', '0', '0h', '-1', '1.5', '1w', 'h', '1m1h', 'all', '99999999999', '9999d'])('is not %j', (text) => {
    expect(() => parseRetention(text)).toThrow(UsageError);
  });
});
