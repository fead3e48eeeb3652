import { withCounters } from './job-counters.js';
import { UNKNOWN_FLOW, withWindow } from './net-flow.js';
import type { FunctionSample, FunctionStatsSample } from './sample.js';
import type { ServerFunction } from './types.js';

/**
 * Takes what a poll says of a function in. `elapsedMs` is the time since the poll before; undefined where that is too
 * long ago for a rate, which then begins anew.
 */
export function sampledFunction(
  before: ServerFunction | undefined,
  { total, running, workers, waitingByPriority }: FunctionSample,
  stats: FunctionStatsSample | undefined,
  elapsedMs: number | undefined,
): ServerFunction {
  const waiting = Math.max(0, total - running);
  const known = elapsedMs === undefined ? undefined : before;
  return {
    total,
    running,
    waiting,
    workers,
    waitingByPriority,
    net: withWindow(known?.net ?? UNKNOWN_FLOW, total - (known?.total ?? total), elapsedMs ?? 0),
    idlePolls: waiting > 0 && running === 0 ? (before?.idlePolls ?? 0) + 1 : 0,
    stats: stats && withCounters(known?.stats, stats, elapsedMs ?? 0),
  };
}
