import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PassedLimit, TimeLimits } from '../../src/exec/time-limits.js';
import { GRACE_MS } from '../../src/time-limit.js';

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
    vi.advanceTimersByTime(100 + GRACE_MS);
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
    vi.advanceTimersByTime(1 + GRACE_MS);
    expect(passed).toEqual(['timeout']);
  });

  it('may be longer than a timer can be', () => {
    new TimeLimits(2 ** 31 + 1000, 0, note);
    vi.advanceTimersByTime(2 ** 31);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(passed).toEqual(['timeout']);
  });

  it('do not pass for a command that was not silent, or ended, though that is read a little later', () => {
    const silent = new TimeLimits(0, 100, note);
    const ended = new TimeLimits(100, 0, note);
    vi.advanceTimersByTime(101);
    silent.active();
    ended.clear();
    vi.advanceTimersByTime(99);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual(['idle']);
  });

  it('take no timer where there are none, and none after they are cleared', () => {
    new TimeLimits(0, 0, note).extend(1);
    new TimeLimits(100, 100, note).clear();
    expect(vi.getTimerCount()).toBe(0);
  });
});
