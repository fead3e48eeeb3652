import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alarm } from '../../src/worker/alarm.js';

describe('an alarm', () => {
  const onTime = vi.fn();
  let alarm: Alarm;

  beforeEach(() => {
    vi.useFakeTimers();
    onTime.mockClear();
    alarm = new Alarm(onTime);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back once, at the time that was set last', () => {
    alarm.set(100);
    alarm.set(300);
    vi.advanceTimersByTime(299);
    expect(onTime).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    alarm.set(50);
    alarm.set(20);
    vi.advanceTimersByTime(20);
    expect(onTime).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(onTime).toHaveBeenCalledTimes(2);
  });

  it('does not call back when it was cleared, unless it was set again', () => {
    alarm.set(100);
    alarm.clear();
    vi.advanceTimersByTime(50);
    alarm.set(100);
    vi.advanceTimersByTime(99);
    expect(onTime).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onTime).toHaveBeenCalledTimes(1);
  });

  it('has one timer, however often it is set and cleared, and none when it was stopped', () => {
    for (let job = 0; job < 100; job++) {
      alarm.set(30_000);
      alarm.clear();
    }
    expect(vi.getTimerCount()).toBe(1);
    alarm.set(10);
    expect(vi.getTimerCount()).toBe(1);
    alarm.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
