import type { GearctlError } from '../errors.js';

/** What ends a run. */
export interface WorkerRunOptions {
  /** Stops as `stop` does. */
  readonly signal?: AbortSignal;
  /** Stops after so many jobs. */
  readonly maxJobs?: number;
  /** Stops after so long without a job, in ms. */
  readonly idleTimeoutMs?: number;
}

/** What ends the wait for one job. */
export interface OneJobOptions {
  readonly signal?: AbortSignal;
  /** The longest wait, in ms; 0 for none, which is the default. */
  readonly timeoutMs?: number;
}

/** How a server answered an echo; `ms` includes the wait for the connection. */
export type WorkerEcho =
  | { readonly server: string; readonly ok: true; readonly ms: number }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };
