import type { FunctionSample, FunctionStatsSample, Quantiles, Sample, WorkerSample } from '../model/sample.js';
import { SAMPLE_SCHEMA } from './sample-line.js';

/** A line of a recording that was read. */
export interface RecordedRound {
  readonly epochMs: number;
  readonly servers: readonly string[];
  /** What each server that was asked answered last, or why it does not; `atMs` counts from 1970. */
  readonly samples: readonly Sample[];
}

/** A JSON object of which nothing is known. */
type Fields = Readonly<Record<string, unknown>>;

/** Reads a line of a recording. Gives the reason as a text where it is none. */
export function readSampleLine(line: string): RecordedRound | string {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (error) {
    return (error as Error).message;
  }
  if (!isFields(document) || document.schema !== SAMPLE_SCHEMA) return `it is no ${SAMPLE_SCHEMA}`;
  const epochMs = Date.parse(String(document.time));
  if (Number.isNaN(epochMs)) return 'it has no time';
  const servers = fieldsIn(document.servers);
  const functions = fieldsIn(document.functions);
  if (servers.length === 0) return 'it has no servers';
  return {
    epochMs,
    servers: servers.map(({ server }) => String(server)),
    samples: servers.filter(wasAsked).map((server) => sampleOf(server, functions, epochMs)),
  };
}

function sampleOf(server: Fields, functions: readonly Fields[], epochMs: number): Sample {
  const label = String(server.server);
  if (server.ok !== true) {
    const failure = {
      errno: String(server.error),
      message: String(server.message),
      attempts: numberIn(server.attempts),
    };
    const moment = { atMs: epochMs, epochMs, tookMs: 0 };
    return { server: label, ...moment, answer: null, failure: { ...failure, retryAtMs: epochMs } };
  }
  const tookMs = numberIn(server.took_ms);
  const beganMs = Date.parse(String(server.time)) - tookMs;
  const parts = functions.flatMap((each) => {
    const part = isFields(each.by_server) ? each.by_server[label] : undefined;
    return isFields(part) ? [{ name: String(each.name), part }] : [];
  });
  const counted = parts.flatMap(({ name, part }) => statsOf(name, part) ?? []);
  return {
    server: label,
    ...{ atMs: beganMs, epochMs: beganMs, tookMs },
    answer: {
      version: String(server.version),
      roundTripMs: numberIn(server.rtt_ms),
      functions: parts.map(({ name, part }) => functionOf(name, part)),
      workers: Array.isArray(server.workers) ? fieldsIn(server.workers).map(workerOf) : null,
      stats: server.counters === true ? counted : null,
    },
    failure: null,
  };
}

function wasAsked({ ok, attempts }: Fields): boolean {
  return ok === true || numberIn(attempts) > 0;
}

function functionOf(name: string, part: Fields): FunctionSample {
  const priorities = part.waiting_by_priority;
  return {
    name,
    total: numberIn(part.total),
    running: numberIn(part.running),
    workers: numberIn(part.workers),
    waitingByPriority: isFields(priorities)
      ? { high: numberIn(priorities.high), normal: numberIn(priorities.normal), low: numberIn(priorities.low) }
      : null,
  };
}

function statsOf(name: string, { counters, oldest_age: oldest, wait_time: wait, run_time: run }: Fields) {
  if (!isFields(counters)) return undefined;
  const stats: FunctionStatsSample = {
    name,
    submitted: numberIn(counters.submitted),
    completed: numberIn(counters.completed),
    failed: numberIn(counters.failed),
    exceptions: numberIn(counters.exceptions),
    timeouts: numberIn(counters.timeouts),
    lost: numberIn(counters.lost),
    oldestAgeMs: typeof oldest === 'number' ? oldest * 1000 : null,
    waitTime: quantilesOf(wait),
    runTime: quantilesOf(run),
  };
  return stats;
}

function quantilesOf(value: unknown): Quantiles | null {
  if (!isFields(value)) return null;
  const ms = (seconds: unknown) => numberIn(seconds) * 1000;
  return {
    count: numberIn(value.count),
    p50Ms: ms(value.p50),
    p90Ms: ms(value.p90),
    p99Ms: ms(value.p99),
    maxMs: ms(value.max),
  };
}

function workerOf({ fd, address, id, functions }: Fields): WorkerSample {
  const functionNames = Array.isArray(functions) ? functions.map(String) : [];
  return { fd: String(fd), address: String(address), clientId: String(id), functionNames };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A number that is none is 0: a recording that somebody has edited may be odd, and should be seen all the same. */
function numberIn(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
