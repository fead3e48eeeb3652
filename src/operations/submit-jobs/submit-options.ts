import type { ClientOptions } from '../../client/client-options.js';
import type { Priority } from '../../client/task.js';
import type { ProgressMode } from './progress.js';

/** What a person asks for; texts that need reading are as they were typed. */
export interface SubmitOptions {
  /** The servers and how to reach them. */
  readonly connection: Pick<ClientOptions, 'connectTimeoutMs' | 'tls'> & {
    readonly servers: Exclude<ClientOptions['servers'], string | undefined>;
  };
  readonly maxPacketBytes: number;
  readonly exceptions: boolean;

  readonly functionName: string | undefined;
  /** More functions that each workload is submitted to. */
  readonly also: readonly string[];
  /** Workloads from the command line. */
  readonly data: readonly string[];
  /** Files to read workloads from; `-` is stdin. */
  readonly files: readonly string[];
  /** One job without data. */
  readonly empty: boolean;
  /** How the input is cut: not at all, into lines, at NULs, at a character, or as JSON Lines. */
  readonly cut: 'whole' | 'lines' | 'null' | 'jsonl' | { readonly delimiter: string };
  readonly keepSeparator: boolean;
  readonly template: string | undefined;
  readonly copies: number;

  readonly background: boolean;
  /** Waits for the ends of background jobs. */
  readonly wait: boolean;
  /** Where the workers of this machine keep the outcomes of their jobs; undefined where nowhere. */
  readonly journalFolder: string | undefined;
  readonly priority: Priority;
  readonly unique: string | undefined;
  readonly reducer: string | undefined;
  /** Not to be worked before; such jobs are background jobs. */
  readonly runAt: Date | undefined;

  readonly jobs: string | undefined;
  readonly rate: string | undefined;
  readonly halt: string | undefined;
  readonly retries: number;
  /** The longest time for everything, in ms; 0 for none. */
  readonly timeoutMs: number;
  readonly requireWorker: boolean;
  /** Prints the jobs and submits none. */
  readonly dryRun: boolean;

  /** How results are written: with `lines`, `mixed` and `input` as in `TextReportOptions`. */
  readonly layout: 'group' | 'input' | 'lines' | 'mixed';
  readonly raw: boolean;
  readonly tag: string | undefined;
  readonly format: 'text' | 'json' | 'jsonl';
  readonly progress: ProgressMode;
  readonly isUnicode: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
