import type { SlotStatus } from '../job-runner.js';
import type { StopState } from '../stop-state.js';
import type { FunctionWorker, JobCounts } from './function-worker.js';

/** Who a pool is, and what it is about. */
export interface PoolFacts {
  readonly id: string;
  readonly pid: number;
  readonly state: StopState | 'paused';
  /** In milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Whether one slot at least is connected to each. */
  readonly servers: readonly { readonly server: string; readonly isUp: boolean }[];
}

/** How one worker of a pool stands. */
export interface FunctionStatus {
  readonly functions: readonly string[];
  readonly slots: number;
  readonly running: number;
  readonly isPaused: boolean;
  /** What has become of its jobs since it began. */
  readonly counts: JobCounts;
}

/** How a pool stands. */
export interface PoolStatus extends PoolFacts {
  readonly functions: readonly FunctionStatus[];
  /** What is being done, by function and slot. */
  readonly jobs: readonly SlotStatus[];
}

/** Gathers how a pool stands. */
export function statusOf(facts: PoolFacts, workers: readonly FunctionWorker[]): PoolStatus {
  return {
    ...facts,
    functions: workers.map(({ wish, slots, running, isPaused, counts }) => ({
      ...{ functions: wish.functions, slots, running, isPaused, counts },
    })),
    jobs: workers.flatMap((worker) => worker.status()),
  };
}

/** How a pool stands, as JSON says it. */
export type WorkStatus = ReturnType<typeof statusDocument>;

/** Gives a status as what JSON says of it (`gearctl/work-status/1`): times in UTC, durations in seconds. */
export function statusDocument(status: PoolStatus, nowMs: number) {
  return {
    ...{ schema: 'gearctl/work-status/1', id: status.id, pid: status.pid, state: status.state },
    time: new Date(nowMs).toISOString(),
    started: new Date(status.startedAtMs).toISOString(),
    functions: status.functions.map(({ functions, slots, running, isPaused, counts }) => ({
      ...{ functions, slots, running, paused: isPaused },
      ...{ complete: counts.complete, failed: counts.failed, requeued: counts.requeued },
    })),
    jobs: status.jobs.map((job) => jobDocument(job, nowMs)),
  };
}

function jobDocument({ job, attempt, sinceMs, pid, progress }: SlotStatus, nowMs: number) {
  const { functionName, handle, unique, server, slot } = job;
  return {
    ...{ function: functionName, handle, unique, server, slot, attempt, pid: pid ?? null },
    since: new Date(sinceMs).toISOString(),
    seconds: Math.max(0, Math.round(nowMs - sinceMs) / 1000),
    progress: progress === undefined ? null : [progress.numerator, progress.denominator],
  };
}
