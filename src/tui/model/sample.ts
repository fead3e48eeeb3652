import type { GearctlError } from '../../errors.js';

/** What one poll of one server found out. Names are those of the server, not yet fit to be drawn. */
export interface Sample {
  /** The server's label, such as `q1:4730`. */
  readonly server: string;
  /** When the poll began, on a clock that never jumps. */
  readonly atMs: number;
  /** The same by the calendar. */
  readonly epochMs: number;
  /** How long the poll took, connecting included. */
  readonly tookMs: number;
  /** Null where the server did not answer; then `failure` says why. */
  readonly answer: SampleAnswer | null;
  readonly failure: SampleFailure | null;
}

/** What a server answered to a poll. */
export interface SampleAnswer {
  readonly version: string;
  /** From the question to the first answer, without the time to connect. */
  readonly roundTripMs: number;
  readonly functions: readonly FunctionSample[];
  /** Its connections; null when this poll did not ask for them. */
  readonly workers: readonly WorkerSample[] | null;
  /** What only gearctl's server counts; null elsewhere. */
  readonly stats: readonly FunctionStatsSample[] | null;
  /** The largest number of a job's handle, 0 without jobs; there when this poll asked for the jobs. */
  readonly largestJob?: number;
}

/** Why a server did not answer. */
export interface SampleFailure {
  /** The system's code, such as `ECONNREFUSED`, or our own, such as `TIMEOUT`. */
  readonly errno: string;
  readonly message: string;
  /** The error itself, unless this was recorded or never happened. */
  readonly error?: GearctlError;
  /** How many polls in a row have failed. */
  readonly attempts: number;
  /** When it is tried again, on the clock of `atMs`. */
  readonly retryAtMs: number;
}

/** How many jobs wait, by priority. */
export interface PriorityCounts {
  readonly high: number;
  readonly normal: number;
  readonly low: number;
}

/** A function on one server. `total` is waiting and running. */
export interface FunctionSample {
  readonly name: string;
  readonly total: number;
  readonly running: number;
  readonly workers: number;
  /** Null where the server does not tell. */
  readonly waitingByPriority: PriorityCounts | null;
}

/** A connection to a server and what it can do. */
export interface WorkerSample {
  readonly fd: string;
  readonly address: string;
  /** `-` where none was set. */
  readonly clientId: string;
  readonly functionNames: readonly string[];
}

/** What became of the jobs of a function since its server began, and how long they took. */
export interface FunctionStatsSample extends JobCounters {
  readonly name: string;
  /** How long ago the job was submitted that waits for longest; null if none waits. */
  readonly oldestAgeMs: number | null;
  /** Null as long as nothing was measured. */
  readonly waitTime: Quantiles | null;
  readonly runTime: Quantiles | null;
}

/** Jobs since the server began; the numbers fall only when they begin again. */
export interface JobCounters {
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly exceptions: number;
  readonly timeouts: number;
  readonly lost: number;
}

/** Durations that were measured. */
export interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}
