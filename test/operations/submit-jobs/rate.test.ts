import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { Pace, parseRate } from '../../../src/operations/submit-jobs/rate.js';

describe('parseRate', () => {
  it.each([
    ['50/s', 20],
    ['50', 20],
    ['0.5', 2000],
    ['30/m', 2000],
    ['4/h', 900_000],
  ])('reads %s as one each %d ms', (text, intervalMs) => {
    expect(parseRate(text)).toBe(intervalMs);
  });

  it.each(['', '0', '0/s', '-1', '5/d', 'fast'])('refuses %j', (text) => {
    expect(() => parseRate(text)).toThrow(UsageError);
  });
});

describe('a pace', () => {
  it('lets the first go at once and spaces the others', () => {
    const pace = new Pace(100, () => 5000);
    expect([pace.nextDelayMs(), pace.nextDelayMs(), pace.nextDelayMs()]).toEqual([0, 100, 200]);
  });

  it('does not make up for time that nobody used', () => {
    let now = 0;
    const pace = new Pace(100, () => now);
    expect(pace.nextDelayMs()).toBe(0);
    now = 1000;
    expect([pace.nextDelayMs(), pace.nextDelayMs()]).toEqual([0, 100]);
  });
});
