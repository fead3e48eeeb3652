import type { DocumentFields, DocumentQuestion } from './document-fields.js';

/** Durations that were measured. Quantiles are exact below 32 ms and else at most 3.2 % off. */
export interface MeasuredDurations {
  readonly count: number;
  readonly sumMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How many were shorter than each of the bounds. */
  readonly below: readonly number[];
}

/** What became of jobs since the server began. The numbers never fall while it runs, but for `FunctionStats`. */
export interface JobCounters {
  /** Submissions that were accepted. */
  readonly submitted: number;
  /** Those of them that joined a job which was there already. */
  readonly coalesced: number;
  /** How often a job was handed to a worker. */
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly exceptions: number;
  /** Jobs that ended because their workers took too long, and because they were lost. */
  readonly timeouts: number;
  readonly lost: number;
  readonly cancelled: number;
  /** Foreground jobs that nobody waited for any more. */
  readonly abandoned: number;
  /** How long jobs could have been worked before a worker got them for the first time; undefined if none did. */
  readonly waitTime: MeasuredDurations | undefined;
  /** How long workers took for jobs of which they said that they are over; undefined if there are none. */
  readonly runTime: MeasuredDurations | undefined;
}

/** Jobs now and since the beginning. `total` = waiting + running. */
export interface JobStats extends JobCounters {
  readonly total: number;
  readonly running: number;
  readonly waiting: number;
  /** Those of the waiting ones that may not be worked yet. */
  readonly delayed: number;
  readonly waitingByPriority: { readonly high: number; readonly normal: number; readonly low: number };
  readonly workers: number;
  /** How long ago the job was submitted that waits for a worker for longest; undefined if none waits. */
  readonly oldestAgeMs: number | undefined;
}

/**
 * A function. Of those in which nothing happens for long the server may forget the counters: they begin again at 0, and
 * what they had is in `others` of `ServerStats`.
 */
export interface FunctionStats extends JobStats {
  readonly name: string;
}

/** What a server tells of itself and its jobs. */
export interface ServerStats {
  readonly atEpochMs: number;
  readonly version: string;
  readonly pid: number;
  readonly uptimeMs: number;
  readonly connections: { readonly open: number; readonly workers: number };
  /** Undefined where jobs are in memory only. */
  readonly store: { readonly file: string; readonly engine: string; readonly failing: boolean } | undefined;
  /** The outcomes that are kept, and the bytes of their results; undefined where none are. */
  readonly results: { readonly outcomes: number; readonly bytes: number } | undefined;
  /** What the `below` of durations refers to. */
  readonly boundsMs: readonly number[];
  readonly totals: JobStats;
  readonly functions: readonly FunctionStats[];
  readonly others: JobCounters;
}

/** Asks for everything that is counted. */
export const STATS: DocumentQuestion<ServerStats> = {
  command: 'stats',
  schema: 'gearctl/stats/1',
  read: readServerStats,
};

function readServerStats(fields: DocumentFields): ServerStats {
  const connections = fields.object('connections');
  const store = fields.optional('store', (name) => fields.object(name));
  const results = fields.optional('results', (name) => fields.object(name));
  return {
    atEpochMs: fields.epochMs('time'),
    version: fields.text('version'),
    pid: fields.number('pid'),
    uptimeMs: fields.durationMs('uptime'),
    connections: { open: connections.number('open'), workers: connections.number('workers') },
    store: store && { file: store.text('file'), engine: store.text('engine'), failing: store.flag('failing') },
    results: results && { outcomes: results.number('outcomes'), bytes: results.number('bytes') },
    boundsMs: fields.numbers('bounds').map((bound) => Math.round(bound * 1000)),
    totals: readJobStats(fields.object('totals')),
    functions: fields.objects('functions').map((each) => ({ name: each.text('name'), ...readJobStats(each) })),
    others: readCounters(fields.object('others')),
  };
}

function readJobStats(fields: DocumentFields): JobStats {
  const priorities = fields.object('waiting_by_priority');
  return {
    total: fields.number('total'),
    running: fields.number('running'),
    waiting: fields.number('waiting'),
    delayed: fields.number('delayed'),
    waitingByPriority: {
      high: priorities.number('high'),
      normal: priorities.number('normal'),
      low: priorities.number('low'),
    },
    workers: fields.number('workers'),
    oldestAgeMs: fields.optional('oldest_age', (name) => fields.durationMs(name)),
    ...readCounters(fields),
  };
}

function readCounters(fields: DocumentFields): JobCounters {
  return {
    submitted: fields.number('submitted'),
    coalesced: fields.number('coalesced'),
    started: fields.number('started'),
    completed: fields.number('completed'),
    failed: fields.number('failed'),
    exceptions: fields.number('exceptions'),
    timeouts: fields.number('timeouts'),
    lost: fields.number('lost'),
    cancelled: fields.number('cancelled'),
    abandoned: fields.number('abandoned'),
    waitTime: fields.optional('wait_time', (name) => readDurations(fields.object(name))),
    runTime: fields.optional('run_time', (name) => readDurations(fields.object(name))),
  };
}

function readDurations(fields: DocumentFields): MeasuredDurations {
  return {
    count: fields.number('count'),
    sumMs: fields.durationMs('sum'),
    p50Ms: fields.durationMs('p50'),
    p90Ms: fields.durationMs('p90'),
    p99Ms: fields.durationMs('p99'),
    maxMs: fields.durationMs('max'),
    below: fields.numbers('below'),
  };
}
