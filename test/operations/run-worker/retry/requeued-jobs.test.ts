import { describe, expect, it } from 'vitest';
import { RequeuedJobs } from '../../../../src/operations/run-worker/retry/requeued-jobs.js';

describe('jobs that went back', () => {
  it('are known by server and handle, until they have ended', () => {
    const jobs = new RequeuedJobs();
    jobs.note('a:4730', 'H:1', 1);
    jobs.note('a:4730', 'H:1', 2);
    expect([jobs.failuresOf('a:4730', 'H:1'), jobs.failuresOf('b:4730', 'H:1')]).toEqual([2, 0]);
    jobs.forget('a:4730', 'H:1');
    expect(jobs.failuresOf('a:4730', 'H:1')).toBe(0);
  });

  it('are forgotten when there are too many, those that were not heard of for longest first', () => {
    const jobs = new RequeuedJobs();
    for (let n = 0; n < 10_000; n++) jobs.note('a', `${n}`, 1);
    jobs.note('a', '0', 2);
    jobs.note('a', 'one more', 1);
    expect(['0', '1', '2', 'one more'].map((handle) => jobs.failuresOf('a', handle))).toEqual([2, 0, 1, 1]);
  });
});
