import type { Journal } from '../../journal/index.js';
import type { Job, JobFunction } from '../job-queue/model.js';
import type { RegistryView } from '../job-queue/registry.js';
import type { Statistics } from '../statistics/statistics.js';

/** The file in which jobs are kept. */
export interface StoreFacts {
  readonly file: string;
  /** The SQLite that is used: `node` or `wasm`. */
  readonly engine: string;
  /** Whether it did not take what it was last given, so that background jobs are refused. */
  readonly failing: boolean;
}

/** What the extensions answer from. Times are in milliseconds since 1970. */
export interface ExtensionContext {
  readonly view: RegistryView;
  /** Gives the job of a function that has been waiting in line for longest, to look at; a dead one does not wait. */
  readonly oldestWaiting: (jobFunction: JobFunction) => Job | undefined;
  readonly statistics: Statistics;
  /** Undefined where outcomes are not kept. */
  readonly journal: Journal | undefined;
  /** Undefined where jobs are in memory only. */
  readonly store: StoreFacts | undefined;
  readonly version: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly nowMs: number;
}
