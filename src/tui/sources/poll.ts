import type { Admin, FunctionStats, MeasuredDurations, PriorityStatusRow } from '../../admin/index.js';
import { printable } from '../../cli/output/printable.js';
import { ConnectError, GearctlError, ServerError, TimeoutError, TlsError } from '../../errors.js';
import type { FunctionSample, FunctionStatsSample, Quantiles, SampleAnswer, SampleFailure } from '../model/sample.js';

/** The questions of a poll. */
export type PolledAdmin = Pick<
  Admin,
  'server' | 'version' | 'status' | 'priorityStatus' | 'workers' | 'stats' | 'close'
>;

/** What is known of a server from the polls before. */
export interface PollState {
  /** How many polls in a row were answered; with the first the server is asked what it is. */
  readonly answered: number;
  readonly version: string;
  readonly knowsPriorities: boolean;
  readonly knowsStats: boolean;
}

export const FIRST_POLL: PollState = { answered: 0, version: '', knowsPriorities: true, knowsStats: true };

/** Lists of connections are long and change seldom: one poll of so many asks for them. */
const WORKERS_EVERY = 5;

/** Asks a server everything at once, and gives what to know for the next time. Rejects with why it does not answer. */
export async function poll(
  admin: PolledAdmin,
  state: PollState,
  nowMs: () => number,
): Promise<readonly [SampleAnswer, PollState]> {
  // The first question connects, so it is not among those that show the round trip.
  const version = state.answered === 0 ? await admin.version() : state.version;
  const startedAtMs = nowMs();
  let roundTripMs = 0;
  const [rows, priorities, workers, stats] = await allOf([
    admin.status().then((answer) => {
      roundTripMs = nowMs() - startedAtMs;
      return answer;
    }),
    state.knowsPriorities ? unlessRefused(admin.priorityStatus()) : null,
    state.answered % WORKERS_EVERY === 0 ? admin.workers() : null,
    state.knowsStats ? unlessRefused(admin.stats()) : null,
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
  };
  return [{ version, roundTripMs, functions, workers, stats: stats?.functions.map(functionStats) ?? null }, next];
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
