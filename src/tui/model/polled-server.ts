import { listedConnections } from './connections.js';
import { withProbe } from './probe.js';
import type { Sample, SampleAnswer } from './sample.js';
import { sampledFunction } from './server-function.js';
import type { Instant, ServerFunction, ServerModel, ServerState } from './types.js';

/** After how many intervals without an answer a server's numbers are out of date. */
const MISSED_INTERVALS = 3;

/** A server that was not asked yet. */
export function unaskedServer(label: string): ServerModel {
  return {
    ...{ total: 0, running: 0, waiting: 0, workers: 0 },
    label,
    state: 'unasked',
    isCounted: false,
    version: undefined,
    hasStats: false,
    roundTripMs: undefined,
    probes: [],
    lagMs: 0,
    poll: undefined,
    answered: undefined,
    failure: undefined,
    functions: new Map(),
    connections: [],
  };
}

/** Takes a poll in. `intervalMs` is how long it is from one to the next. */
export function polledServer(before: ServerModel, sample: Sample, intervalMs: number): ServerModel {
  const { atMs, epochMs, tookMs, answer, failure } = sample;
  const now = { atMs: atMs + tookMs, epochMs: epochMs + tookMs };
  const polled = { ...before, poll: { atMs, tookMs } };
  const server =
    answer === null
      ? { ...polled, failure: failure ?? undefined }
      : answered(polled, answer, now, patienceMs(before, intervalMs));
  return timedServer(server, now.atMs, intervalMs);
}

/** Tells how it stands with a server by now. */
export function timedServer(server: ServerModel, atMs: number, intervalMs: number): ServerModel {
  const lagMs = lagOf(server, atMs, intervalMs);
  const state: ServerState =
    server.failure !== undefined ? 'down' : server.poll === undefined ? 'unasked' : lagMs > 0 ? 'slow' : 'up';
  const isCounted = server.answered !== undefined && atMs - server.answered.atMs <= patienceMs(server, intervalMs);
  const isSame = lagMs === server.lagMs && state === server.state && isCounted === server.isCounted;
  return isSame ? server : { ...server, lagMs, state, isCounted };
}

/** How long an answer is good for: what comes later than that leaves a gap. */
export function patienceMs({ poll }: ServerModel, intervalMs: number): number {
  return MISSED_INTERVALS * Math.max(intervalMs, poll?.tookMs ?? 0);
}

function answered(before: ServerModel, answer: SampleAnswer, now: Instant, patience: number): ServerModel {
  const { version, roundTripMs, stats, largestJob } = answer;
  const counters = new Map(stats?.map((each) => [each.name, each]));
  const passedMs = before.answered === undefined ? Number.POSITIVE_INFINITY : now.atMs - before.answered.atMs;
  const elapsedMs = passedMs > patience ? undefined : passedMs;
  const functions = new Map<string, ServerFunction>();
  let [total, running, waiting, workers] = [0, 0, 0, 0];
  for (const row of answer.functions) {
    const each = sampledFunction(before.functions.get(row.name), row, counters.get(row.name), elapsedMs);
    functions.set(row.name, each);
    total += each.total;
    running += each.running;
    waiting += each.waiting;
    workers += each.workers;
  }
  return {
    ...before,
    ...{ total, running, waiting, workers },
    version,
    hasStats: stats !== null,
    roundTripMs,
    probes: largestJob === undefined ? before.probes : withProbe(before.probes, { atMs: now.atMs, largestJob }),
    answered: now,
    failure: undefined,
    functions,
    connections:
      answer.workers === null
        ? before.connections
        : listedConnections(before.connections, before.label, answer.workers, now),
  };
}

/** The next poll begins an interval after the last, or when that one is over; what is later than that lags. */
function lagOf({ poll, failure }: ServerModel, atMs: number, intervalMs: number): number {
  if (poll === undefined || failure !== undefined) return 0;
  const underWayMs = atMs - Math.max(poll.atMs + intervalMs, poll.atMs + poll.tookMs);
  const lagMs = Math.max(poll.tookMs, underWayMs);
  return lagMs > intervalMs ? lagMs : 0;
}
