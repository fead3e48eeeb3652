import type { FunctionStatsSample, JobCounters } from './sample.js';
import type { ServerFunctionStats } from './types.js';

/** Counts the jobs that ended without a result that anybody wanted. */
export function failuresIn({ failed, exceptions, timeouts, lost }: JobCounters): number {
  return failed + exceptions + timeouts + lost;
}

/**
 * Reads what a server has counted for a function, `elapsedMs` after the last time. Counters that have fallen began
 * again, with the server or because it had forgotten them: then nobody knows what happened in between.
 */
export function withCounters(
  before: ServerFunctionStats | undefined,
  { name: _, oldestAgeMs, waitTime, runTime, ...counters }: FunctionStatsSample,
  elapsedMs: number,
): ServerFunctionStats {
  return {
    counters,
    window: before && elapsedMs > 0 ? windowBetween(before.counters, counters, elapsedMs / 1000) : undefined,
    oldestAgeMs: oldestAgeMs ?? undefined,
    waitTime: waitTime ?? undefined,
    runTime: runTime ?? undefined,
  };
}

function windowBetween(before: JobCounters, after: JobCounters, seconds: number): ServerFunctionStats['window'] {
  const submitted = (after.submitted - before.submitted) / seconds;
  const completed = (after.completed - before.completed) / seconds;
  const failed = (failuresIn(after) - failuresIn(before)) / seconds;
  return submitted < 0 || completed < 0 || failed < 0 ? undefined : { submitted, completed, failed };
}

/** Sums counters up. */
export function summedCounters(all: readonly JobCounters[]): JobCounters {
  const sum = (of: (each: JobCounters) => number) => all.reduce((total, each) => total + of(each), 0);
  return {
    submitted: sum((each) => each.submitted),
    completed: sum((each) => each.completed),
    failed: sum((each) => each.failed),
    exceptions: sum((each) => each.exceptions),
    timeouts: sum((each) => each.timeouts),
    lost: sum((each) => each.lost),
  };
}
