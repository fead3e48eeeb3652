import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleTimer } from '../../src/worker/idle-timer.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('calls back after a time without a job, counted from the end of the last', () => {
  const onIdle = vi.fn();
  const timer = new IdleTimer(100, onIdle);
  timer.restart(true);
  vi.advanceTimersByTime(60);
  timer.restart(false);
  vi.advanceTimersByTime(500);
  timer.restart(true);
  vi.advanceTimersByTime(60);
  timer.restart(true);
  vi.advanceTimersByTime(99);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

it('sets one timer, however many jobs begin and end', () => {
  const timer = new IdleTimer(100, () => undefined);
  for (let job = 0; job < 10; job++) {
    timer.restart(false);
    timer.restart(true);
  }
  expect(vi.getTimerCount()).toBe(1);
  timer.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('sets none when there is no time to wait for', () => {
  new IdleTimer(undefined, () => undefined).restart(true);
  new IdleTimer(0, () => undefined).restart(true);
  expect(vi.getTimerCount()).toBe(0);
});
