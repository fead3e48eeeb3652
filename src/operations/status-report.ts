import type { Bounds, Measurements } from './condition.js';
import type { NameFilter } from './name-filter.js';
import type { ServerAnswer } from './server-pool.js';

/** How many jobs wait, by priority. */
export interface PriorityCounts {
  readonly high: number;
  readonly normal: number;
  readonly low: number;
}

/** Jobs and workers. `total` = waiting + running; a server may count jobs as running that it does not count in all. */
export interface JobCounts {
  readonly total: number;
  readonly running: number;
  readonly waiting: number;
  readonly workers: number;
}

/** A function on one server; without `waitingByPriority` where the server does not tell. */
export interface FunctionCounts extends JobCounts {
  readonly waitingByPriority: PriorityCounts | null;
}

/** A function on all servers that answered. */
export interface FunctionStatus extends FunctionCounts {
  readonly name: string;
  readonly byServer: Readonly<Record<string, FunctionCounts>>;
}

/** What one server answers to a question about its status. */
export interface ServerStatus {
  readonly version: string;
  readonly roundTripMs: number;
  readonly functions: ReadonlyMap<string, FunctionCounts>;
}

/** The state of several servers together, functions in the order of their names. */
export interface StatusReport {
  readonly time: Date;
  readonly servers: readonly ServerAnswer<ServerStatus>[];
  readonly functions: readonly FunctionStatus[];
  readonly totals: JobCounts;
}

/** Sums the answers of all servers up by function. */
export function mergeStatus(time: Date, servers: readonly ServerAnswer<ServerStatus>[]): StatusReport {
  const byName = new Map<string, Record<string, FunctionCounts>>();
  for (const answer of servers) {
    if (!answer.ok) continue;
    for (const [name, counts] of answer.value.functions) {
      byName.set(name, { ...byName.get(name), [answer.server]: counts });
    }
  }
  const functions = [...byName].map(([name, byServer]): FunctionStatus => {
    const parts = Object.values(byServer);
    return { name, ...sumOf(parts), waitingByPriority: sumByPriority(parts), byServer };
  });
  functions.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { time, servers, functions, totals: sumOf(functions) };
}

/** Narrows a report to some functions; its totals are theirs. */
export function selectFunctions(report: StatusReport, filter: NameFilter, busyOnly: boolean): StatusReport {
  const functions = report.functions.filter(
    ({ name, total, running }) => filter.matches(name) && !(busyOnly && total === 0 && running === 0),
  );
  return { ...report, functions, totals: sumOf(functions) };
}

/**
 * Gives a condition its numbers: sums over the functions of `selected`, and single functions of all those in `report`.
 * While a server does not answer its jobs are not known, so numbers are lower bounds.
 */
export function measurementsOf(selected: StatusReport, report: StatusReport): Measurements {
  const answered = report.servers.filter(({ ok }) => ok).length;
  const complete = answered === report.servers.length;
  const known = (number: number): Bounds => ({ min: number, max: complete ? number : Number.POSITIVE_INFINITY });
  return (measure, name) => {
    if (measure === 'servers') return { min: answered, max: answered };
    const functions = name === undefined ? selected.functions : report.functions.filter((each) => each.name === name);
    if (functions.length === 0 && name !== undefined) return UNKNOWN;
    if (measure !== 'high' && measure !== 'normal' && measure !== 'low') return known(sumOf(functions)[measure]);
    const waiting = sumByPriority(functions);
    return waiting === null ? UNKNOWN : known(waiting[measure]);
  };
}

const UNKNOWN: Bounds = { min: 0, max: Number.POSITIVE_INFINITY };

function sumOf(parts: readonly JobCounts[]): JobCounts {
  const sum = (of: (part: JobCounts) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    total: sum(({ total }) => total),
    running: sum(({ running }) => running),
    waiting: sum(({ waiting }) => waiting),
    workers: sum(({ workers }) => workers),
  };
}

function sumByPriority(parts: readonly FunctionCounts[]): PriorityCounts | null {
  let [high, normal, low] = [0, 0, 0];
  for (const { waitingByPriority } of parts) {
    if (waitingByPriority === null) return null;
    high += waitingByPriority.high;
    normal += waitingByPriority.normal;
    low += waitingByPriority.low;
  }
  return { high, normal, low };
}
