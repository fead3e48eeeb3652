import { describe, expect, it, vi } from 'vitest';
import { AbortedError, type GearctlError, OutputError, TimeoutError } from '../../../src/errors.js';
import { GivingUp } from '../../../src/operations/submit-jobs/giving-up.js';
import type { JobRun } from '../../../src/operations/submit-jobs/job-run.js';
import { GRACE_MS } from '../../../src/time-limit.js';

const handles = (...names: (string | undefined)[]) => names.map((handle) => ({ handle }) as JobRun);

function givenUp(foreground: JobRun[], background: number, error: GearctlError) {
  const stop = new AbortController();
  const errors: GearctlError[] = [];
  const work = {
    foreground,
    running: foreground.length + background,
    giveUp: (reason: GearctlError) => void errors.push(reason),
  };
  using givingUp = new GivingUp(work, stop.signal, 0);
  stop.abort(error);
  return { errors, notice: givingUp.notice };
}

describe('giving up', () => {
  const stopped = new AbortedError('stopped by SIGINT');

  it('says which results are lost', () => {
    expect(givenUp(handles('H:1'), 0, stopped)).toEqual({
      errors: [stopped],
      notice: 'waiting stopped; H:1 was running and its result is lost',
    });
    expect(givenUp(handles('H:1', 'H:2'), 0, stopped).notice).toContain('H:1 and H:2 were running');
    expect(givenUp(handles(...'abcdefgh'), 0, stopped).notice).toContain('a, b, c, d, e and 3 more were running');
  });

  it('says how many jobs may have been accepted or not', () => {
    expect(givenUp(handles(undefined), 0, stopped).notice).toBe(
      'waiting stopped; one job was not confirmed, and may run or not',
    );
    expect(givenUp(handles('H:1', undefined), 2, stopped).notice).toContain('; 3 jobs were not confirmed');
  });

  it('says nothing where nothing is lost, and nobody listens', () => {
    expect(givenUp([], 0, stopped).notice).toBeUndefined();
    expect(givenUp(handles('H:1'), 0, new OutputError('gone')).notice).toBeUndefined();
  });

  it('happens when the time has passed, and not after the end', () => {
    vi.useFakeTimers();
    try {
      const giveUp = vi.fn();
      const work = { foreground: [], running: 0, giveUp };
      const signal = new AbortController().signal;
      {
        using _ = new GivingUp(work, signal, 1500);
      }
      vi.advanceTimersByTime(2000);
      expect(giveUp).not.toHaveBeenCalled();
      using givingUp = new GivingUp(work, signal, 1500);
      vi.advanceTimersByTime(1499);
      expect(giveUp).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1 + GRACE_MS);
      expect(giveUp).toHaveBeenCalledExactlyOnceWith(expect.any(TimeoutError));
      expect(givingUp.notice).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
