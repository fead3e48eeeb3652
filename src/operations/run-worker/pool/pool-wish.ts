import type { SharedJournal } from '../../../journal/index.js';
import type { FunctionWish } from './function-worker.js';

/** What a pool of workers is, and when it ends by itself. */
export interface PoolWish {
  /** Who it is, to people. */
  readonly id: string;
  readonly pid: number;
  readonly functions: readonly FunctionWish[];
  /** Whether a server that is not there is tried again. */
  readonly reconnects: boolean;
  /** Ends after so many jobs; those that went back to the server do not count. Default: never. */
  readonly maxJobs?: number | undefined;
  /** Ends after so long, in ms. Default: never. */
  readonly maxTimeMs?: number | undefined;
  /** Ends after so long without a job, in ms. Default: never. */
  readonly idleExitMs?: number | undefined;
  /** Ends as soon as no server has a job for it. */
  readonly exitsWhenEmpty?: boolean | undefined;
  /** How long a drain may take before the running jobs are stopped; 0 for ever. */
  readonly drainTimeoutMs: number;
  /** What becomes of them then. Default: they are given back to their servers. */
  readonly onDrainTimeout?: 'fail' | 'requeue' | undefined;
  /** Keeps what became of each job. It is the caller's to close. Default: nobody does. */
  readonly journal?: SharedJournal | undefined;
}
