import type { Interface } from './interface.js';
import type { NetFlow } from './net-flow.js';
import type { Probe } from './probe.js';
import type { JobCounters, PriorityCounts, Quantiles, SampleFailure } from './sample.js';
import type { Series } from './series.js';

/**
 * All that a screen is drawn from. Nothing in it is ever changed: `update` makes the next one. Texts named `label` are
 * fit to be drawn; `name` is what the server calls it.
 */
export interface Model {
  readonly setup: Setup;
  readonly now: Instant;
  /** What is shown. */
  readonly data: Data;
  /** What has come since; the same as `data` unless the view is paused. */
  readonly latest: Data;
  /** The same of all servers; the same as `latest` unless the view is narrowed to one. */
  readonly whole: Data;
  readonly interface: Interface;
}

/** What was settled at the start. */
export interface Setup {
  /** Whose queues these are: a label for the title bar. */
  readonly title: string;
  readonly source: 'live' | 'replay' | 'demo';
  readonly allowActions: boolean;
  readonly tls: boolean;
  /** Which functions are looked at, by their names. */
  readonly matches: (functionName: string) => boolean;
}

/** A moment: on a clock that never jumps, and by the calendar. */
export interface Instant {
  readonly atMs: number;
  readonly epochMs: number;
}

/** What is known of the servers. */
export interface Data {
  /** In the order in which they were named. */
  readonly servers: readonly ServerModel[];
  /** By name, in no order. */
  readonly functions: ReadonlyMap<string, FunctionModel>;
  /** All functions together, of the servers that count. */
  readonly totals: QueueModel;
  /** Connections of all servers, those without a function included. */
  readonly workers: readonly WorkerModel[];
  /** The newest first; a few hundred. */
  readonly events: readonly TopEvent[];
  /** When the newest answer came; undefined before the first. */
  readonly answered: Instant | undefined;
  /** True while no server counts: the numbers are the last that were known. */
  readonly isStale: boolean;
}

/** Jobs and workers. */
export interface Counts {
  readonly total: number;
  readonly running: number;
  readonly waiting: number;
  readonly workers: number;
}

/**
 * How it stands with a queue. `stalled`: jobs wait, and nobody has come for some of them; `growing` for a minute;
 * `draining`: fewer and fewer, by more than chance; `steady`: jobs wait; `idle`: none does.
 */
export type QueueState = 'stalled' | 'growing' | 'draining' | 'steady' | 'idle';

/** A queue and how it moves. */
export interface QueueModel extends Counts {
  /** Null where a server does not tell. */
  readonly waitingByPriority: PriorityCounts | null;
  readonly state: QueueState;
  readonly stateSince: Instant;
  /** Running ÷ workers, over 1 where connections are shared; undefined without workers. */
  readonly busy: number | undefined;
  /** How fast `total` rises, in jobs a second: what comes in less what goes out. Undefined until it is known. */
  readonly netPerSecond: number | undefined;
  /** Whether that rests on few samples yet. */
  readonly netIsRough: boolean;
  /** How long until nothing waits, if it goes on like this; undefined unless it is draining. */
  readonly drainMs: number | undefined;
  /** Undefined unless some server counts them. */
  readonly rates: Rates | undefined;
  /** The age of the oldest waiting job; undefined where none waits or none tells. */
  readonly oldestAgeMs: number | undefined;
  /** How long jobs took; undefined where nobody tells. Of several servers that with the most jobs. */
  readonly waitTime: Quantiles | undefined;
  readonly runTime: Quantiles | undefined;
  readonly history: History;
  /** The most that waited, since the start or since the peaks were reset. */
  readonly peak: Peak;
}

export interface Peak {
  readonly waiting: number;
  readonly epochMs: number;
}

/** A queue's last hour, in cells of the same time: see `Series`. Rates are jobs a second. */
export interface History {
  readonly waiting: Series;
  readonly running: Series;
  readonly submitted: Series;
  readonly completed: Series;
  readonly failed: Series;
}

/** What comes in and goes out, in jobs a second over the last minute. */
export interface Rates {
  readonly submittedPerSecond: number;
  /** Completed or failed. */
  readonly endedPerSecond: number;
  readonly completedPerSecond: number;
  readonly failedPerSecond: number;
  /** Those that failed, of those that ended in the last ten minutes, from 0 to 1; undefined if none ended. */
  readonly failedShare: number | undefined;
  /** How many failed in the last ten minutes. */
  readonly failedRecently: number;
  /** Since the servers began. */
  readonly counters: JobCounters;
}

/** A function on all servers that have it. */
export interface FunctionModel extends QueueModel {
  readonly name: string;
  readonly label: string;
  readonly byServer: ReadonlyMap<string, ServerFunction>;
  /** Since when jobs have waited on a server where nobody does this function; undefined while all is well. */
  readonly unservedSince: Instant | undefined;
  /** Undefined unless a server counts, and some job has failed since this view began. */
  readonly lastFailure: LastFailure | undefined;
  /** True while no server that counts has it: the numbers are the last that were known. */
  readonly isStale: boolean;
}

/** Jobs that failed between two polls. */
export interface LastFailure {
  /** When the later of the two was over. */
  readonly epochMs: number;
  readonly server: string;
  /** How many ended in which way. */
  readonly counts: Pick<JobCounters, 'failed' | 'exceptions' | 'timeouts' | 'lost'>;
}

/** A function on one server. */
export interface ServerFunction extends Counts {
  readonly waitingByPriority: PriorityCounts | null;
  readonly net: NetFlow;
  /** For how many polls in a row jobs have waited and none has run. */
  readonly idlePolls: number;
  readonly stats: ServerFunctionStats | undefined;
}

/** What a server that counts tells of a function. */
export interface ServerFunctionStats {
  readonly counters: JobCounters;
  /** Between the last two polls, in jobs a second; undefined where there was no poll before, or another server. */
  readonly window: { readonly submitted: number; readonly completed: number; readonly failed: number } | undefined;
  readonly oldestAgeMs: number | undefined;
  readonly waitTime: Quantiles | undefined;
  readonly runTime: Quantiles | undefined;
}

/** `unasked`: no poll is over yet; `slow`: a poll takes longer than the interval. */
export type ServerState = 'unasked' | 'up' | 'slow' | 'down';

/** A server and what it said last. */
export interface ServerModel extends Counts {
  /** As it was named: `q1:4730`. */
  readonly label: string;
  readonly state: ServerState;
  /** Whether its numbers are in the totals: it answered within the last three intervals. */
  readonly isCounted: boolean;
  readonly version: string | undefined;
  /** Whether it is gearctl's own, which tells more. */
  readonly hasStats: boolean;
  readonly roundTripMs: number | undefined;
  /** Looks at its list of jobs within about a minute; none where it is not probed. */
  readonly probes: readonly Probe[];
  /** How long the last poll took, or the one under way has by now, if that is longer than the interval; else 0. */
  readonly lagMs: number;
  /** When the last poll began, on the clock that never jumps, and how long it took; undefined before the first. */
  readonly poll: { readonly atMs: number; readonly tookMs: number } | undefined;
  /** When its last answer came; undefined before the first. */
  readonly answered: Instant | undefined;
  /** Why it does not answer; undefined while it does. */
  readonly failure: SampleFailure | undefined;
  readonly functions: ReadonlyMap<string, ServerFunction>;
  readonly connections: readonly WorkerModel[];
}

/** A connection. */
export interface WorkerModel {
  /** Tells it from all others: server, descriptor, address and client ID. */
  readonly key: string;
  readonly server: string;
  readonly fd: string;
  readonly address: string;
  /** Undefined where none was set. */
  readonly clientLabel: string | undefined;
  /** The functions that it can do, by name; none is a client, an admin, or a worker that is about to leave. */
  readonly functionNames: readonly string[];
  readonly functionLabels: readonly string[];
  /** Since when this view has seen it; servers do not tell since when it is there. */
  readonly seen: Instant;
}

/** What can happen. */
export type EventKind =
  | 'server-up'
  | 'server-down'
  | 'worker-joined'
  | 'worker-left'
  | 'last-worker-left'
  | 'unserved'
  | 'growing'
  | 'draining'
  | 'drained'
  | 'peak'
  | 'function-seen'
  | 'function-gone';

/** Something that happened between two polls. */
export interface TopEvent {
  readonly epochMs: number;
  readonly kind: EventKind;
  /** What happened, fit to be drawn: `webhook_post has had no worker for 4 min (118 waiting)`. */
  readonly text: string;
  readonly server: string | undefined;
  readonly functionName: string | undefined;
  /** The connection that joined or left. */
  readonly worker: WorkerModel | undefined;
}
