/** What `stats` tells: how many jobs there are, what became of those that were, and how long that took. */
import type { Journal } from '../../journal/index.js';
import type { Distribution } from '../statistics/distribution.js';
import { Tally } from '../statistics/tally.js';
import type { ExtensionContext, StoreFacts } from './extension-context.js';
import { type Gauges, gaugeFields, gaugesOf, NO_JOBS, sumOf } from './gauges.js';
import { instant, type JsonObject, seconds, setText } from './json-values.js';

/** Durations are counted below each of these: 1 ms to 4.7 hours, each four times the one before. */
const BOUNDS_MS = Array.from({ length: 13 }, (_, index) => 4 ** index);

/** Tells everything, by function and altogether: first the functions that are known, then those that were. */
export function statsDocument(context: ExtensionContext): object {
  const { view, statistics, journal, store, nowMs } = context;
  const tallies = new Map(statistics.functions);
  const functions: object[] = [];
  let all = NO_JOBS;
  for (const jobFunction of view.functions) {
    const gauges = gaugesOf(jobFunction, context);
    all = sumOf(all, gauges);
    functions.push(functionStats(jobFunction.name, gauges, tallies.get(jobFunction.name) ?? new Tally(), nowMs));
    tallies.delete(jobFunction.name);
  }
  for (const [functionName, tally] of tallies) functions.push(functionStats(functionName, NO_JOBS, tally, nowMs));
  return {
    schema: 'gearctl/stats/1',
    time: instant(nowMs),
    version: context.version,
    pid: context.pid,
    uptime: seconds(nowMs - context.startedAtMs),
    connections: connectionStats(view.peers),
    store: storeStats(store),
    results: resultStats(journal),
    bounds: BOUNDS_MS.map(seconds),
    totals: { ...gaugeFields(all, nowMs), ...tallyFields(statistics.total()) },
    functions,
    others: tallyFields(statistics.others),
  };
}

function functionStats(functionName: string, gauges: Gauges, tally: Tally, nowMs: number): object {
  const stats: JsonObject = {};
  setText(stats, 'name', functionName);
  return Object.assign(stats, gaugeFields(gauges, nowMs), tallyFields(tally));
}

function tallyFields(tally: Tally): object {
  return {
    submitted: tally.submitted,
    coalesced: tally.coalesced,
    started: tally.started,
    completed: tally.completed,
    failed: tally.failed,
    exceptions: tally.exceptions,
    timeouts: tally.timeouts,
    lost: tally.lost,
    cancelled: tally.cancelled,
    abandoned: tally.abandoned,
    wait_time: durationFields(tally.waits),
    run_time: durationFields(tally.runs),
  };
}

/** Null where nothing was measured. */
function durationFields(distribution: Distribution | undefined): object | null {
  if (distribution === undefined) return null;
  const quantile = (share: number) => seconds(distribution.quantileMs(share) ?? 0);
  return {
    count: distribution.count,
    sum: seconds(distribution.sumMs),
    p50: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
    max: seconds(distribution.maxMs),
    below: distribution.countsBelow(BOUNDS_MS),
  };
}

function connectionStats(peers: ExtensionContext['view']['peers']) {
  let open = 0;
  let workers = 0;
  for (const peer of peers) {
    open += 1;
    if (peer.abilities.length > 0) workers += 1;
  }
  return { open, workers };
}

function storeStats(store: StoreFacts | undefined) {
  return store === undefined ? null : { file: store.file, engine: store.engine, failing: store.failing };
}

function resultStats(journal: Journal | undefined) {
  if (journal === undefined) return null;
  const { retention, count, resultBytes } = journal;
  const keeps = retention.by === 'number' ? { outcomes: retention.outcomes } : { age: seconds(retention.ageMs) };
  return { keeps, outcomes: count, bytes: resultBytes };
}
