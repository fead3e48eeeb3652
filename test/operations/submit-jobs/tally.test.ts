import { describe, expect, it } from 'vitest';
import { type GearctlError, InputDataError, JobExceptionError, JobFailedError } from '../../../src/errors.js';
import type { Ending, Outcome } from '../../../src/operations/submit-jobs/job-run.js';
import { Tally } from '../../../src/operations/submit-jobs/tally.js';

const CODES: Readonly<Record<string, number>> = { JOB_FAILED: 1, JOB_EXCEPTION: 2, BAD_INPUT: 65 };
const NO_DATA = new Uint8Array(0);

function ending(outcome: Outcome, error?: GearctlError): Ending {
  return { outcome, data: NO_DATA, error };
}

const done = ending('complete');
const failed = ending('fail', new JobFailedError('failed'));
const thrown = ending('exception', new JobExceptionError('thrown', NO_DATA));

function exitOf(endings: readonly Ending[], stopError?: GearctlError): number {
  const tally = new Tally(({ code }) => CODES[code] ?? 70);
  for (const each of endings) tally.add(each);
  return tally.exit(stopError);
}

describe('the exit code of all jobs', () => {
  it('is 0 if none failed', () => {
    expect(exitOf([])).toBe(0);
    expect(exitOf([done, ending('accepted')])).toBe(0);
  });

  it('is that of the failures if all failed alike, and 1 if they did not', () => {
    expect(exitOf([failed, failed])).toBe(1);
    expect(exitOf([thrown, thrown])).toBe(2);
    expect(exitOf([thrown, failed])).toBe(1);
  });

  it('is 3 if some succeeded', () => {
    expect(exitOf([done, thrown])).toBe(3);
    expect(exitOf([failed, ending('accepted')])).toBe(3);
  });

  it('is that of what stopped them', () => {
    expect(exitOf([done, failed], new InputDataError('line 7'))).toBe(65);
  });
});

describe('a tally', () => {
  it('counts each outcome', () => {
    const tally = new Tally(() => 1);
    for (const each of [done, done, failed, ending('unknown')]) tally.add(each);
    expect(tally.outcomes).toMatchObject({ complete: 2, fail: 1, unknown: 1, lost: 0 });
    expect([tally.succeeded, tally.failed]).toEqual([2, 1]);
  });
});
