import type { CommandEnvironment } from '../../../exec/command-request.js';
import type { Job } from '../../../worker/index.js';
import type { AttemptNumber } from '../retry/attempt.js';
import type { WorkerIdentity } from '../worker-context.js';

/** What is known of an attempt besides its job. */
export interface AttemptPlace extends AttemptNumber {
  /** Counts from 1. */
  readonly slot: number;
  /** How long it may take; 0 for ever. */
  readonly timeoutMs: number;
  /** The job's own directory. */
  readonly directory: string;
}

/**
 * What the commands of all jobs find in their environment: what `inherited` has, but for variables of a job that this
 * worker may itself be run by, and who the worker is.
 */
export function workerEnvironment(
  inherited: CommandEnvironment,
  { id, pid, program }: WorkerIdentity,
): CommandEnvironment {
  const kept = Object.entries(inherited).filter(([name]) => !name.startsWith('GEARMAN_JOB_'));
  return {
    ...Object.fromEntries(kept),
    GEARMAN_WORKER_ID: id,
    GEARMAN_WORKER_PID: String(pid),
    GEARMAN_CONTROL_FD: '3',
    GEARCTL: program,
  };
}

/**
 * What the command of one job finds in its environment on top of that. TIMEOUT is in seconds, DEADLINE in whole seconds of
 * the epoch; without a time-out there are neither. A NUL, which no variable can hold, is left out.
 */
export function jobVariables(
  job: Pick<Job, 'handle' | 'functionName' | 'reducer' | 'server' | 'workload'>,
  { slot, attempt, maxAttempts, unique, timeoutMs, directory }: AttemptPlace,
  nowEpochMs: number,
): CommandEnvironment {
  return {
    GEARMAN_WORKER_SLOT: String(slot),
    GEARMAN_JOB_HANDLE: withoutNul(job.handle),
    GEARMAN_JOB_FUNCTION: withoutNul(job.functionName),
    GEARMAN_JOB_UNIQUE: withoutNul(unique),
    GEARMAN_JOB_REDUCER: withoutNul(job.reducer),
    GEARMAN_JOB_SERVER: job.server,
    GEARMAN_JOB_SIZE: String(job.workload.length),
    GEARMAN_JOB_ATTEMPT: String(attempt),
    GEARMAN_JOB_MAX_ATTEMPTS: String(maxAttempts),
    GEARMAN_JOB_TIMEOUT: timeoutMs === 0 ? undefined : String(timeoutMs / 1000),
    GEARMAN_JOB_DEADLINE: timeoutMs === 0 ? undefined : String(Math.floor((nowEpochMs + timeoutMs) / 1000)),
    GEARMAN_JOB_DIR: directory,
  };
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
