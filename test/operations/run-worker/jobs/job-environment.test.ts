import { describe, expect, it } from 'vitest';
import { jobVariables, workerEnvironment } from '../../../../src/operations/run-worker/jobs/job-environment.js';

const job = {
  handle: 'H:q1:81',
  functionName: 'resize',
  reducer: '',
  server: 'q1:4730',
  workload: Buffer.from('hello'),
};

const place = { slot: 3, attempt: 2, maxAttempts: 4, unique: 'img-17', timeoutMs: 0, directory: '/tmp/x/1' };

const NOW = 1_790_604_482_700;

describe('the environment of a job', () => {
  it('names the job, the attempt and the slot', () => {
    expect(jobVariables(job, place, NOW)).toEqual({
      GEARMAN_WORKER_SLOT: '3',
      GEARMAN_JOB_HANDLE: 'H:q1:81',
      GEARMAN_JOB_FUNCTION: 'resize',
      GEARMAN_JOB_UNIQUE: 'img-17',
      GEARMAN_JOB_REDUCER: '',
      GEARMAN_JOB_SERVER: 'q1:4730',
      GEARMAN_JOB_SIZE: '5',
      GEARMAN_JOB_ATTEMPT: '2',
      GEARMAN_JOB_MAX_ATTEMPTS: '4',
      GEARMAN_JOB_TIMEOUT: undefined,
      GEARMAN_JOB_DEADLINE: undefined,
      GEARMAN_JOB_DIR: '/tmp/x/1',
    });
  });

  it('tells the time-out in seconds and the deadline as a whole second that a shell can calculate with', () => {
    const variables = jobVariables(job, { ...place, timeoutMs: 1500 }, NOW);
    expect(variables.GEARMAN_JOB_TIMEOUT).toBe('1.5');
    expect(variables.GEARMAN_JOB_DEADLINE).toBe('1790604484');
  });

  it('leaves out NULs, which no environment can hold', () => {
    const variables = jobVariables({ ...job, functionName: 're\0size' }, { ...place, unique: '\0\0' }, NOW);
    expect(variables.GEARMAN_JOB_FUNCTION).toBe('resize');
    expect(variables.GEARMAN_JOB_UNIQUE).toBe('');
  });
});

describe('the environment of a worker', () => {
  it('is what was inherited, and who the worker is', () => {
    expect(workerEnvironment({ PATH: '/bin' }, { id: 'web2', pid: 4711, program: '/bin/gearctl' })).toEqual({
      PATH: '/bin',
      GEARMAN_WORKER_ID: 'web2',
      GEARMAN_WORKER_PID: '4711',
      GEARMAN_CONTROL_FD: '3',
      GEARCTL: '/bin/gearctl',
    });
  });

  it('does not take the job for its own that the worker itself was started by', () => {
    const worker = workerEnvironment({ GEARMAN_JOB_ATTEMPT: '2', GEARMAN_SERVERS: 'q1' }, { id: 'a', pid: 1 });
    expect(worker.GEARMAN_JOB_ATTEMPT).toBeUndefined();
    expect(worker.GEARMAN_SERVERS).toBe('q1');
  });
});
