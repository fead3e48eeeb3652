import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alarm } from '../../src/server/alarm.js';
import { GRACE_MS } from '../../src/time-limit.js';

let rungAtMs: number[];
let alarm: Alarm;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  rungAtMs = [];
  alarm = new Alarm(
    () => Date.now(),
    () => rungAtMs.push(Date.now()),
  );
});
afterEach(() => {
  alarm.stop();
  vi.useRealTimers();
});

describe('an alarm', () => {
  it('rings when it is due, at the earliest of the times that it was set to', () => {
    alarm.setTo(1_000_500);
    alarm.setTo(1_000_200);
    alarm.setTo(1_000_900);
    vi.advanceTimersByTime(199);
    expect(rungAtMs).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(rungAtMs).toEqual([1_000_200]);
  });

  it('rings at once for what is past', () => {
    alarm.setTo(1);
    vi.advanceTimersByTime(1);
    expect(rungAtMs).toHaveLength(1);
  });

  it('rings after a minute at the latest, lest the clock was set', () => {
    alarm.setTo(9_000_000);
    vi.advanceTimersByTime(60_000);
    expect(rungAtMs).toEqual([1_060_000]);
  });

  it('rings a little later still if it is late, and what has ended meanwhile may be heard of', () => {
    alarm.setTo(1_000_500);
    vi.setSystemTime(1_005_000);
    vi.advanceTimersByTime(500);
    expect(rungAtMs).toEqual([]);
    vi.advanceTimersByTime(GRACE_MS);
    expect(rungAtMs).toEqual([1_005_500 + GRACE_MS]);
  });

  it('rings no more once it is stopped, until it is set again', () => {
    alarm.setTo(1_000_100);
    alarm.stop();
    vi.advanceTimersByTime(1000);
    expect(rungAtMs).toEqual([]);
    alarm.setTo(1_001_500);
    vi.advanceTimersByTime(1000);
    expect(rungAtMs).toEqual([1_001_500]);
  });
});
