import { describe, expect, it } from 'vitest';
import { jobEnvironment, workerEnvironment } from '../../../src/operations/run-worker/job-environment.js';

const job = {
  handle: 'H:q1:81',
  functionName: 'resize',
  unique: 'img-17',
  reducer: '',
  server: 'q1:4730',
  workload: Buffer.from('hello'),
};

const NOW = 1_790_604_482_700;

describe('the environment of a job', () => {
  it('names the job, the worker and the slot, and keeps what was inherited', () => {
    const worker = workerEnvironment({ PATH: '/bin', LANG: 'C' }, { id: 'web2', pid: 4711 });
    expect(jobEnvironment(worker, job, 3, 0, NOW)).toEqual({
      PATH: '/bin',
      LANG: 'C',
      GEARMAN_WORKER_ID: 'web2',
      GEARMAN_WORKER_PID: '4711',
      GEARMAN_WORKER_SLOT: '3',
      GEARMAN_JOB_HANDLE: 'H:q1:81',
      GEARMAN_JOB_FUNCTION: 'resize',
      GEARMAN_JOB_UNIQUE: 'img-17',
      GEARMAN_JOB_REDUCER: '',
      GEARMAN_JOB_SERVER: 'q1:4730',
      GEARMAN_JOB_SIZE: '5',
      GEARMAN_JOB_TIMEOUT: undefined,
      GEARMAN_JOB_DEADLINE: undefined,
    });
  });

  it('tells the time-out in seconds and the deadline as a whole second that a shell can calculate with', () => {
    const env = jobEnvironment({}, job, 1, 1500, NOW);
    expect(env.GEARMAN_JOB_TIMEOUT).toBe('1.5');
    expect(env.GEARMAN_JOB_DEADLINE).toBe('1790604484');
  });

  it('leaves out NULs, which no environment can hold', () => {
    const env = jobEnvironment({}, { ...job, functionName: 're\0size', unique: '\0\0' }, 1, 0, NOW);
    expect(env.GEARMAN_JOB_FUNCTION).toBe('resize');
    expect(env.GEARMAN_JOB_UNIQUE).toBe('');
  });

  it('does not take the job for its own that the worker itself was started by', () => {
    const worker = workerEnvironment({ GEARMAN_JOB_ATTEMPT: '2', GEARMAN_SERVERS: 'q1' }, { id: 'a', pid: 1 });
    expect(worker).toEqual({ GEARMAN_SERVERS: 'q1', GEARMAN_WORKER_ID: 'a', GEARMAN_WORKER_PID: '1' });
  });
});
