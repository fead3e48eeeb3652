import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Interruption, type SignalSource } from '../../src/cli/interruption.js';
import { OutputError, TimeoutError } from '../../src/errors.js';

function interruptible() {
  const process = new EventEmitter();
  return { process, interruption: new Interruption(process as SignalSource) };
}

describe('an interruption', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('is what %s makes it: exit code %d, and nothing to say', (signal, exit) => {
    const { process, interruption } = interruptible();
    interruption.onSignals();
    process.emit(signal, signal);
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.reason).toMatchObject({ exit, silent: true });
  });

  it('leaves a second signal to the process, which it ends', () => {
    const { process, interruption } = interruptible();
    interruption.onSignals();
    process.emit('SIGINT', 'SIGINT');
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
  });

  it('comes with the time-out, and with its message', () => {
    const { interruption } = interruptible();
    interruption.onTimeout(5000, 'too late');
    vi.advanceTimersByTime(4999);
    expect(interruption.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(interruption.reason).toMatchObject({ exit: 124, silent: false, error: new TimeoutError('too late') });
    expect(interruption.signal.reason).toBe(interruption.reason?.error);
  });

  it('never comes when there is no limit, nor once it is closed', () => {
    const { process, interruption } = interruptible();
    interruption.onSignals();
    interruption.onTimeout(0, 'never');
    expect(vi.getTimerCount()).toBe(0);
    interruption.onTimeout(10, 'late');
    interruption.close();
    expect(vi.getTimerCount() + process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
  });

  it.each([
    ['EPIPE', 141, true],
    ['ENOSPC', 74, false],
  ])('comes of an output that fails with %s: exit code %d', (code, exit, silent) => {
    const { interruption } = interruptible();
    interruption.outputFailed(Object.assign(new Error(`${code}: it failed`), { code }));
    expect(interruption.reason).toMatchObject({ exit, silent, error: expect.any(OutputError) });
  });

  it('keeps the first reason', () => {
    const { process, interruption } = interruptible();
    interruption.onSignals();
    process.emit('SIGTERM', 'SIGTERM');
    interruption.outputFailed(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(interruption.reason?.exit).toBe(143);
  });
});
