import type { Quantiles, WorkerSample } from '../model/sample.js';
import type { Counts, Data, FunctionModel, ServerFunction, ServerModel } from '../model/types.js';

/** What a line of a recording says first. */
export const SAMPLE_SCHEMA = 'gearctl/top-sample/1';

/**
 * Writes what is known after each server was polled once more, as one line of JSON with its line end. `listed` has the
 * connections of the servers that were asked for them; `fresh` is what happened since the line before.
 */
export function sampleLine(
  data: Data,
  epochMs: number,
  listed: ReadonlyMap<string, readonly WorkerSample[]>,
  fresh: Data['events'],
): string {
  const document = {
    schema: SAMPLE_SCHEMA,
    time: instant(epochMs),
    servers: data.servers.map((server) => serverJson(server, listed.get(server.label))),
    functions: [...data.functions.values()].map(functionJson),
    events: fresh.map(({ epochMs: at, kind, text, server, functionName }) => ({
      time: instant(at),
      kind,
      text,
      ...(server !== undefined && { server }),
      ...(functionName !== undefined && { function: functionName }),
    })),
  };
  return `${JSON.stringify(document)}\n`;
}

function serverJson(server: ServerModel, workers: readonly WorkerSample[] | undefined): object {
  const { label, answered, failure, version, roundTripMs, poll } = server;
  if (answered === undefined || failure !== undefined) {
    const { errno = 'UNASKED', message = 'not asked yet', attempts = 0 } = failure ?? {};
    return { server: label, ok: false, error: errno, message, attempts };
  }
  return {
    server: label,
    ok: true,
    time: instant(answered.epochMs),
    version,
    rtt_ms: rounded(roundTripMs ?? 0),
    took_ms: rounded(poll?.tookMs ?? 0),
    counters: server.hasStats,
    ...(workers && {
      workers: workers.map(({ fd, address, clientId, functionNames }) => ({
        fd,
        address,
        id: clientId,
        functions: functionNames,
      })),
    }),
  };
}

function functionJson(each: FunctionModel): object {
  return {
    name: each.name,
    ...countsJson(each),
    waiting_by_priority: each.waitingByPriority,
    net_per_second: each.netPerSecond === undefined ? null : rounded(each.netPerSecond),
    drain_seconds: each.drainMs === undefined ? null : Math.round(each.drainMs / 1000),
    state: each.state,
    by_server: Object.fromEntries([...each.byServer].map(([label, part]) => [label, partJson(part)])),
  };
}

function partJson({ waitingByPriority, stats, ...counts }: ServerFunction): object {
  return {
    ...countsJson(counts),
    waiting_by_priority: waitingByPriority,
    ...(stats && {
      counters: stats.counters,
      oldest_age: stats.oldestAgeMs === undefined ? null : stats.oldestAgeMs / 1000,
      wait_time: quantilesJson(stats.waitTime),
      run_time: quantilesJson(stats.runTime),
    }),
  };
}

function countsJson({ total, running, waiting, workers }: Counts): object {
  return { total, running, waiting, workers };
}

function quantilesJson(quantiles: Quantiles | undefined): object | null {
  if (quantiles === undefined) return null;
  const { count, p50Ms, p90Ms, p99Ms, maxMs } = quantiles;
  return { count, p50: p50Ms / 1000, p90: p90Ms / 1000, p99: p99Ms / 1000, max: maxMs / 1000 };
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Keeps what can be measured: microseconds, or thousandths of a job. */
function rounded(number: number): number {
  return Math.round(number * 1000) / 1000;
}
