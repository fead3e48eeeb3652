import type { CommandEnvironment } from '../../exec/command-request.js';
import type { Job } from '../../worker/job.js';

/** Who runs the commands. */
export interface WorkerIdentity {
  readonly id: string;
  readonly pid: number;
}

/**
 * What the commands of all jobs find in their environment: what `inherited` has, but for variables of a job that this
 * worker may itself be run by, and who the worker is.
 */
export function workerEnvironment(inherited: CommandEnvironment, { id, pid }: WorkerIdentity): CommandEnvironment {
  const kept = Object.entries(inherited).filter(([name]) => !name.startsWith('GEARMAN_JOB_'));
  return { ...Object.fromEntries(kept), GEARMAN_WORKER_ID: id, GEARMAN_WORKER_PID: String(pid) };
}

/**
 * What the command of one job finds in its environment. `slot` counts from 1. TIMEOUT is in seconds, DEADLINE in whole
 * seconds of the epoch; without a time-out there are neither. A NUL, which no variable can hold, is left out.
 */
export function jobEnvironment(
  worker: CommandEnvironment,
  job: Pick<Job, 'handle' | 'functionName' | 'unique' | 'reducer' | 'server' | 'workload'>,
  slot: number,
  timeoutMs: number,
  nowEpochMs: number,
): CommandEnvironment {
  return {
    ...worker,
    GEARMAN_WORKER_SLOT: String(slot),
    GEARMAN_JOB_HANDLE: withoutNul(job.handle),
    GEARMAN_JOB_FUNCTION: withoutNul(job.functionName),
    GEARMAN_JOB_UNIQUE: withoutNul(job.unique),
    GEARMAN_JOB_REDUCER: withoutNul(job.reducer),
    GEARMAN_JOB_SERVER: job.server,
    GEARMAN_JOB_SIZE: String(job.workload.length),
    GEARMAN_JOB_TIMEOUT: timeoutMs === 0 ? undefined : String(timeoutMs / 1000),
    GEARMAN_JOB_DEADLINE: timeoutMs === 0 ? undefined : String(Math.floor((nowEpochMs + timeoutMs) / 1000)),
  };
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
