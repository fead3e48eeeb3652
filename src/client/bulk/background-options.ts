import type { GearctlError } from '../../errors.js';
import type { SubmitOptions } from '../task.js';

/** The workloads of many jobs, taken one by one as there is room for them. Text is sent as UTF-8. */
export type Workloads = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** How many background jobs are submitted. */
export interface BackgroundOptions extends Pick<SubmitOptions, 'asBytes' | 'priority' | 'reducer' | 'runAt'> {
  /** `-` makes jobs of the same workload one job while it is queued or running. Default: every job is its own. */
  readonly unique?: '-';
  /** The longest time from now until all are accepted, in ms; 0 for none. Default: the client's. */
  readonly timeoutMs?: number;
  /** Gives up what is not accepted. */
  readonly signal?: AbortSignal;
  /** Hears of each job that a server has accepted; `index` is the place of its workload, from 0. */
  readonly onAccepted?: (handle: string, index: number) => void;
  /** Hears of each job that was not: refused by the server, lost with a connection again and again, or given up. */
  readonly onFailed?: (error: GearctlError, index: number) => void;
}

/** What became of many background jobs. */
export interface BackgroundSummary {
  readonly accepted: number;
  readonly failed: number;
}
