import type { JobFunction } from '../job-queue/model.js';
import type { ExtensionContext } from './extension-context.js';
import { seconds } from './json-values.js';

/** How many jobs there are now. */
export interface Gauges {
  readonly total: number;
  readonly running: number;
  readonly delayed: number;
  readonly high: number;
  readonly normal: number;
  readonly low: number;
  readonly workers: number;
  /** When the job was submitted that waits longest. */
  readonly oldestAtMs: number | undefined;
}

/** No jobs, and nobody to work them. */
export const NO_JOBS: Gauges = {
  total: 0,
  running: 0,
  delayed: 0,
  high: 0,
  normal: 0,
  low: 0,
  workers: 0,
  oldestAtMs: undefined,
};

/** Gives the numbers of a function. */
export function gaugesOf(jobFunction: JobFunction, { oldestWaiting }: ExtensionContext): Gauges {
  const { total, running, delayed, workers, queued } = jobFunction;
  const { high, normal, low } = queued;
  return {
    total,
    running,
    delayed,
    high: high.length,
    // As in `prioritystatus`.
    normal: normal.length + delayed,
    low: low.length,
    workers,
    oldestAtMs: oldestWaiting(jobFunction)?.queuedAtMs,
  };
}

/** Adds up; the oldest job is the older one. */
export function sumOf(a: Gauges, b: Gauges): Gauges {
  const oldestAtMs = Math.min(a.oldestAtMs ?? Number.POSITIVE_INFINITY, b.oldestAtMs ?? Number.POSITIVE_INFINITY);
  return {
    total: a.total + b.total,
    running: a.running + b.running,
    delayed: a.delayed + b.delayed,
    high: a.high + b.high,
    normal: a.normal + b.normal,
    low: a.low + b.low,
    workers: a.workers + b.workers,
    oldestAtMs: Number.isFinite(oldestAtMs) ? oldestAtMs : undefined,
  };
}

/** The numbers as fields of a document. */
export function gaugeFields(
  { total, running, delayed, high, normal, low, workers, oldestAtMs }: Gauges,
  nowMs: number,
) {
  return {
    total,
    running,
    waiting: total - running,
    delayed,
    waiting_by_priority: { high, normal, low },
    workers,
    oldest_age: oldestAtMs === undefined ? null : seconds(nowMs - oldestAtMs),
  };
}
