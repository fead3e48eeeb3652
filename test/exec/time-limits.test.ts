import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PassedLimit, TimeLimits } from '../../src/exec/time-limits.js';

let passed: PassedLimit[];
const note = (limit: PassedLimit) => void passed.push(limit);

beforeEach(() => {
  vi.useFakeTimers();
  passed = [];
});

afterEach(() => vi.useRealTimers());

describe('the time limits of a command', () => {
  it('pass once, when it has run for too long', () => {
    new TimeLimits(100, 0, note);
    vi.advanceTimersByTime(99);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual(['timeout']);
  });

  it('pass when it is silent, however often it was not', () => {
    const limits = new TimeLimits(0, 100, note);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(60);
      limits.active();
    }
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(passed).toEqual(['idle']);
  });

  it('are moved by an extension, but never to an earlier time', () => {
    const limits = new TimeLimits(100, 0, note);
    limits.extend(20);
    vi.advanceTimersByTime(90);
    expect(passed).toEqual([]);
    limits.extend(200);
    vi.advanceTimersByTime(199);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(passed).toEqual(['timeout']);
  });

  it('may be longer than a timer can be', () => {
    new TimeLimits(2 ** 31 + 1000, 0, note);
    vi.advanceTimersByTime(2 ** 31);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(passed).toEqual(['timeout']);
  });

  it('take no timer where there are none, and none after they are cleared', () => {
    new TimeLimits(0, 0, note).extend(1);
    new TimeLimits(100, 100, note).clear();
    expect(vi.getTimerCount()).toBe(0);
  });
});
