import type { WorkerOptions } from '../../../worker/index.js';
import type { FunctionSettings } from '../function-settings.js';
import type { PayloadSettings } from '../payload-output.js';
import type { PoolSettings } from '../pool-file/pool-settings.js';
import type { WorkerContext } from '../worker-context.js';
import type { PoolWish } from './pool-wish.js';

/** What a worker does: functions that share the slots of one settings, or what a file says, read anew with each call. */
export type WorkSource =
  | { readonly type: 'functions'; readonly functions: readonly string[]; readonly settings: FunctionSettings }
  | { readonly type: 'file'; readonly read: () => Promise<PoolSettings> };

/** A worker with all that belongs to its life as a service. */
export interface HostWish extends Omit<PoolWish, 'id' | 'functions' | 'reconnects' | 'journal'> {
  readonly source: WorkSource;
  /** The client ID. Default: made of the machine and the functions. */
  readonly id?: string | undefined;
  /** Ends the wait for co-processes that are not ready. */
  readonly isUnwanted?: AbortSignal | undefined;
  /** Its servers, unless the file names others, and how it works with them. */
  readonly worker: Omit<WorkerOptions, 'concurrency' | 'onEvent' | 'id'>;
  /** Whether the servers of `worker` count more than those of a file. */
  readonly prefersOwnServers?: boolean;
  readonly startBackoffMs?: number | undefined;
  /** Where the workloads of functions without a command are printed. */
  readonly print?: PayloadSettings | undefined;
  /** The folder of the journal; undefined for none. */
  readonly journal?: string | undefined;
  readonly pidFile?: string | undefined;
  readonly statusFile?: string | undefined;
  /** A file that gets a line for each job that has ended. */
  readonly jobLog?: string | undefined;
  /** Where its metrics are to be had by HTTP: `HOST:PORT`, or `:PORT` of this machine alone. */
  readonly metricsListen?: string | undefined;
  /** Whether systemd is told how it stands. */
  readonly notifies?: boolean;
  /** Whether it takes commands from afar. */
  readonly isControlled?: boolean;
  /** Where systemd says how it is told. */
  readonly env?: NodeJS.ProcessEnv;
  /** The path of this program, for commands that want to run it. */
  readonly program?: string | undefined;
  /** Its version, for whoever asks for metrics. Default: unknown. */
  readonly version?: string | undefined;
  /** What becomes of a command whose job was lost with its server. Default: it is ended. */
  readonly onLost?: WorkerContext['onLost'];
  readonly bytesJson: WorkerContext['bytesJson'];
}
