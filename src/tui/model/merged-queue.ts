import { failuresIn, summedCounters } from './job-counters.js';
import { summedFlow } from './net-flow.js';
import { PATIENT_POLLS, queueState } from './queue-state.js';
import type { PriorityCounts, Quantiles } from './sample.js';
import { CELL_MS, cellAt, EMPTY_SERIES, recorded, type Series, sumOf } from './series.js';
import type { History, Instant, QueueModel, Rates, ServerFunction, ServerFunctionStats } from './types.js';

/** The cells of the history that a poll fills, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A queue of which nothing is known. */
export function unknownQueue(now: Instant): QueueModel {
  return {
    total: 0,
    running: 0,
    waiting: 0,
    workers: 0,
    waitingByPriority: null,
    state: 'idle',
    stateSince: now,
    busy: undefined,
    netPerSecond: undefined,
    netIsRough: true,
    drainMs: undefined,
    rates: undefined,
    oldestAgeMs: undefined,
    waitTime: undefined,
    runTime: undefined,
    history: NO_HISTORY,
    peak: { waiting: 0, epochMs: now.epochMs },
  };
}

const NO_HISTORY: History = {
  waiting: EMPTY_SERIES,
  running: EMPTY_SERIES,
  submitted: EMPTY_SERIES,
  completed: EMPTY_SERIES,
  failed: EMPTY_SERIES,
};

const MINUTE_CELLS = 60_000 / CELL_MS;
const TEN_MINUTES_CELLS = 10 * MINUTE_CELLS;

/** Sums the parts of a queue up, and goes on with its history if `span` says so. */
export function mergedQueue(
  before: QueueModel,
  parts: readonly ServerFunction[],
  isStalled: boolean,
  { now, span }: { readonly now: Instant; readonly span: Span | undefined },
): QueueModel {
  let [total, running, waiting, workers] = [0, 0, 0, 0];
  for (const part of parts) {
    total += part.total;
    running += part.running;
    waiting += part.waiting;
    workers += part.workers;
  }
  const flow = summedFlow(parts.map(({ net }) => net));
  const stats = parts.flatMap((part) => part.stats ?? []);
  const history = span === undefined ? before.history : grownHistory(before.history, span, { waiting, running, stats });
  const facts = { waiting, isStalled, isFalling: flow.isFalling, history: history.waiting };
  const state = queueState({ ...facts, atMs: now.atMs });
  const { perSecond } = flow;
  return {
    total,
    running,
    waiting,
    workers,
    waitingByPriority: summedPriorities(parts),
    state,
    stateSince: state === before.state ? before.stateSince : now,
    busy: workers === 0 ? undefined : running / workers,
    netPerSecond: perSecond,
    netIsRough: flow.isRough,
    drainMs: state === 'draining' && perSecond !== undefined ? (waiting / -perSecond) * 1000 : undefined,
    rates: stats.length === 0 ? undefined : ratesOf(history, cellAt(now.atMs), stats),
    oldestAgeMs: largest(stats.flatMap(({ oldestAgeMs }) => oldestAgeMs ?? [])),
    waitTime: mostMeasured(stats.map(({ waitTime }) => waitTime)),
    runTime: mostMeasured(stats.map(({ runTime }) => runTime)),
    history,
    peak: waiting > before.peak.waiting ? { waiting, epochMs: now.epochMs } : before.peak,
  };
}

/** Tells whether jobs wait on a server where nobody does the function. */
export function isUnserved({ waiting, workers }: ServerFunction): boolean {
  return waiting > 0 && workers === 0;
}

/** Tells whether jobs wait on a server and nothing has run there for some time, or can. */
export function isStuck(part: ServerFunction): boolean {
  return isUnserved(part) || part.idlePolls >= PATIENT_POLLS;
}

function summedPriorities(parts: readonly ServerFunction[]): PriorityCounts | null {
  let [high, normal, low] = [0, 0, 0];
  for (const { waitingByPriority } of parts) {
    if (waitingByPriority === null) return null;
    high += waitingByPriority.high;
    normal += waitingByPriority.normal;
    low += waitingByPriority.low;
  }
  return { high, normal, low };
}

/** What a poll adds to a history. */
interface Addition {
  readonly waiting: number;
  readonly running: number;
  readonly stats: readonly ServerFunctionStats[];
}

function grownHistory(history: History, { from, to }: Span, { waiting, running, stats }: Addition): History {
  const rate = (series: Series, of: 'submitted' | 'completed' | 'failed') => {
    const windows = stats.flatMap(({ window }) => window?.[of] ?? []);
    if (windows.length === 0) return series;
    return recorded(
      series,
      from,
      to,
      windows.reduce((sum, each) => sum + each, 0),
      'last',
    );
  };
  return {
    waiting: recorded(history.waiting, from, to, waiting),
    running: recorded(history.running, from, to, running),
    submitted: rate(history.submitted, 'submitted'),
    completed: rate(history.completed, 'completed'),
    failed: rate(history.failed, 'failed'),
  };
}

function ratesOf(history: History, cell: number, stats: readonly ServerFunctionStats[]): Rates {
  const perSecond = (series: Series) => {
    const { sum, cells } = sumOf(series, cell - MINUTE_CELLS + 1, cell);
    return cells === 0 ? 0 : sum / cells;
  };
  const recently = (series: Series) => (sumOf(series, cell - TEN_MINUTES_CELLS + 1, cell).sum * CELL_MS) / 1000;
  const completedPerSecond = perSecond(history.completed);
  const failedPerSecond = perSecond(history.failed);
  const counters = summedCounters(stats.map((each) => each.counters));
  const failedRecently = failuresIn(counters) === 0 ? 0 : recently(history.failed);
  const endedRecently = failedRecently + recently(history.completed);
  return {
    submittedPerSecond: perSecond(history.submitted),
    endedPerSecond: completedPerSecond + failedPerSecond,
    completedPerSecond,
    failedPerSecond,
    failedShare: endedRecently === 0 ? undefined : failedRecently / endedRecently,
    failedRecently: Math.round(failedRecently),
    counters,
  };
}

function largest(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function mostMeasured(all: readonly (Quantiles | undefined)[]): Quantiles | undefined {
  return all.reduce((most, each) => ((each?.count ?? 0) > (most?.count ?? 0) ? each : most), undefined);
}
