import type { Admin, FunctionStats, MeasuredDurations, PriorityStatusRow } from '../../admin/index.js';
import { printable } from '../../cli/output/printable.js';
import { ConnectError, GearctlError, ServerError, TimeoutError, TlsError } from '../../errors.js';
import { MOST_PROBED_JOBS } from '../model/probe.js';
import type { FunctionSample, FunctionStatsSample, Quantiles, SampleAnswer, SampleFailure } from '../model/sample.js';

/** The questions of a poll. */
export type PolledAdmin = Pick<
  Admin,
  'server' | 'version' | 'status' | 'priorityStatus' | 'workers' | 'stats' | 'jobs' | 'close'
>;

/** What is known of a server from the polls before. */
export interface PollState {
  /** How many polls in a row were answered; with the first the server is asked what it is. */
  readonly answered: number;
  readonly version: string;
  readonly knowsPriorities: boolean;
  readonly knowsStats: boolean;
  /** How many jobs there were, and when they were last listed on the clock of the polls. */
  readonly jobs: number;
  readonly listedAtMs: number;
}

export const FIRST_POLL: PollState = {
  ...{ answered: 0, version: '', knowsPriorities: true, knowsStats: true },
  ...{ jobs: 0, listedAtMs: Number.NEGATIVE_INFINITY },
};

/** Lists of connections are long and change seldom: one poll of so many asks for them. */
const WORKERS_EVERY = 5;

/** How often the jobs are listed where they are. */
const JOBS_EVERY_MS = 10_000;

/**
 * Asks a server everything at once, and gives what to know for the next time. With `probes` also for its jobs, now and then,
 * unless it counts them itself. Rejects with why it does not answer.
 */
export async function poll(
  admin: PolledAdmin,
  state: PollState,
  probes: boolean,
  nowMs: () => number,
): Promise<readonly [SampleAnswer, PollState]> {
  // The first question connects, so it is not among those that show the round trip.
  const version = state.answered === 0 ? await admin.version() : state.version;
  const startedAtMs = nowMs();
  const isProbe = probes && wantsJobs(state, startedAtMs);
  let roundTripMs = 0;
  const [rows, priorities, workers, stats, jobs] = await allOf([
    admin.status().then((answer) => {
      roundTripMs = nowMs() - startedAtMs;
      return answer;
    }),
    state.knowsPriorities ? unlessRefused(admin.priorityStatus()) : null,
    state.answered % WORKERS_EVERY === 0 ? admin.workers() : null,
    state.knowsStats ? unlessRefused(admin.stats()) : null,
    isProbe ? unlessRefused(admin.jobs()) : null,
  ]);
  const byName = new Map(priorities?.map((row) => [row.functionName, row]));
  const functions = rows.map(({ functionName, total, running, workers: number }): FunctionSample => {
    const waitingByPriority = priorityCounts(byName.get(functionName));
    return { name: functionName, total, running, workers: number, waitingByPriority };
  });
  const next = {
    answered: state.answered + 1,
    version,
    knowsPriorities: priorities !== null,
    knowsStats: stats !== null,
    jobs: rows.reduce((sum, { total }) => sum + total, 0),
    listedAtMs: isProbe ? startedAtMs : state.listedAtMs,
  };
  const counters = stats?.functions.map(functionStats) ?? null;
  const largestJob = jobs?.reduce((largest, { handle }) => Math.max(largest, numberOf(handle)), 0);
  const answer = { version, roundTripMs, functions, workers, stats: counters, ...(jobs && { largestJob }) };
  return [answer, next];
}

/** Why a poll was not answered. */
export type PollFailure = Pick<SampleFailure, 'errno' | 'message' | 'error'>;

/** Tells why a poll was not answered; throws what is no failure of the server. */
export function pollFailure(server: string, thrown: unknown): PollFailure {
  if (!(thrown instanceof GearctlError)) throw thrown;
  // A server that takes a connection and then says nothing is as good as none.
  const isSilent = thrown instanceof TimeoutError;
  const error = isSilent ? new ConnectError(server, 'ETIMEDOUT', 'no answer in time', { cause: thrown }) : thrown;
  const isNamed = error instanceof ConnectError || error instanceof TlsError;
  return { errno: isNamed ? error.errno : error.code, message: printable(error.message), error };
}

/** The first poll tells whether the server counts, and how many jobs a list would have. */
function wantsJobs({ answered, knowsStats, jobs, listedAtMs }: PollState, nowMs: number): boolean {
  return answered > 0 && !knowsStats && jobs <= MOST_PROBED_JOBS && nowMs - listedAtMs >= JOBS_EVERY_MS;
}

/** Gives the number that a handle ends in: `H:host:12`. */
function numberOf(handle: string): number {
  return Number(/:(\d{1,15})$/.exec(handle)?.[1] ?? 0);
}

/** Waits for all of them also when one fails, so that no poll begins while answers of the last are under way. */
async function allOf<T extends readonly unknown[]>(
  promises: readonly [...T],
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Servers differ in the questions they know, and in those they allow. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServerError) return null;
    throw error;
  }
}

function priorityCounts(row: PriorityStatusRow | undefined): FunctionSample['waitingByPriority'] {
  return row === undefined ? null : { high: row.high, normal: row.normal, low: row.low };
}

function functionStats(each: FunctionStats): FunctionStatsSample {
  return {
    name: each.name,
    submitted: each.submitted,
    completed: each.completed,
    failed: each.failed,
    exceptions: each.exceptions,
    timeouts: each.timeouts,
    lost: each.lost,
    oldestAgeMs: each.oldestAgeMs ?? null,
    waitTime: quantiles(each.waitTime),
    runTime: quantiles(each.runTime),
  };
}

function quantiles(durations: MeasuredDurations | undefined): Quantiles | null {
  if (durations === undefined) return null;
  const { count, p50Ms, p90Ms, p99Ms, maxMs } = durations;
  return { count, p50Ms, p90Ms, p99Ms, maxMs };
}
