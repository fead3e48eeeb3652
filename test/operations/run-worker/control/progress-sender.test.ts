import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressSender } from '../../../../src/operations/run-worker/control/progress-sender.js';

const of = (numerator: number) => ({ numerator, denominator: 10 });

function sender() {
  const sent: number[] = [];
  return { sent, progress: new ProgressSender(({ numerator }) => void sent.push(numerator)) };
}

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is sent at once when nothing was sent before', () => {
    const { sent, progress } = sender();
    progress.report(of(1));
    expect(sent).toEqual([1]);
  });

  it('is sent ten times a second at most, the newest each time', () => {
    const { sent, progress } = sender();
    for (let n = 1; n <= 100; n++) {
      progress.report(of(n));
      vi.advanceTimersByTime(10);
    }
    expect(sent).toHaveLength(11);
    expect(sent.at(-1)).toBe(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is sent at the end, the last of it, once', () => {
    const { sent, progress } = sender();
    for (const n of [1, 2, 3]) progress.report(of(n));
    progress.flush();
    progress.flush();
    expect(sent).toEqual([1, 3]);
    expect(progress.last).toEqual(of(3));
    expect(vi.getTimerCount()).toBe(0);
  });
});
