import { describe, expect, it } from 'vitest';
import { exitOfEnded } from '../../src/cli/job-exit.js';
import type { JobViewRow } from '../../src/cli/listings/job.js';
import type { ResultRow } from '../../src/cli/listings/results.js';

/** A job that has ended so, or nobody knows how, or that nobody knows. */
function job(outcome: string | undefined, state: JobViewRow['state'] = 'ended'): JobViewRow {
  const row: ResultRow = {
    ...{ handle: 'H:1', functionName: 'f', unique: null, server: 'q1:4730', source: 'q1:4730', outcome: outcome ?? '' },
    ...{ exitCode: null, signal: null, message: null, attempts: 1, worker: null, durationMs: null, startedAt: null },
    ...{ finishedAt: new Date(0), bytes: 0, truncated: false },
  };
  const view = { key: { handle: 'H:1' }, state, server: null, numerator: 0, denominator: 0, waitingClients: null };
  return { ...view, outcome: outcome === undefined ? undefined : row };
}

describe('The exit code of jobs that were waited for', () => {
  it.each([
    { jobs: [job('complete')], exit: 'OK' },
    { jobs: [job(undefined)], exit: 'OK' },
    { jobs: [job('complete'), job(undefined)], exit: 'OK' },
    { jobs: [job('fail')], exit: 'JOB_FAILED' },
    { jobs: [job('timeout')], exit: 'JOB_FAILED' },
    { jobs: [job('cancelled')], exit: 'JOB_FAILED' },
    { jobs: [job('exception'), job('exception')], exit: 'JOB_EXCEPTION' },
    { jobs: [job('exception'), job('fail')], exit: 'JOB_FAILED' },
    { jobs: [job('complete'), job('fail')], exit: 'PARTIAL' },
    { jobs: [job(undefined, 'unknown')], exit: 'NOT_FOUND' },
    { jobs: [job(undefined, 'unknown'), job('fail')], exit: 'PARTIAL' },
  ])('is $exit', ({ jobs, exit }) => {
    expect(exitOfEnded(jobs)).toBe(exit);
  });
});
