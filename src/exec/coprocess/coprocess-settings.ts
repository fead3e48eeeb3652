import type { CommandRequest, OutputTaker } from '../command-request.js';
import type { CommandStarter } from '../command-starter.js';

/** How a co-process is spoken with; docs/coprocess.md has the bytes. */
export type CoprocessProtocol = 'jsonl' | 'lines' | 'frame';

/** Where and as whom the process runs. */
type ProcessRequest = Pick<CommandRequest, 'env' | 'cwd' | 'user' | 'chroot' | 'nice' | 'resourceLimits'>;

/** What runs as a co-process, how it is spoken with, and when it is replaced. */
export interface CoprocessSettings extends ProcessRequest {
  /** Starts the processes, and ends them when this process is killed. It has to be `apart`, and is closed by the caller. */
  readonly starter: CommandStarter;
  readonly command: readonly string[];
  readonly protocol: CoprocessProtocol;
  /** `lines`: newlines and backslashes are escaped in what it gets and unescaped in what it gives. Default: refused. */
  readonly escapes?: boolean | undefined;
  /** `jsonl`: a line of its output that is no message fails the jobs in flight. Default: it is logged. */
  readonly isStrict?: boolean | undefined;
  /** A process is replaced by a new one that is ready once it has begun so many jobs, */
  readonly maxJobs?: number | undefined;
  /** lives for so long, */
  readonly maxAgeMs?: number | undefined;
  /** or has so much memory (where the system tells: Linux). Age and memory are looked at once a second. */
  readonly maxRssBytes?: number | undefined;
  /** How long it has between `cancel` or `shutdown` and KILL. */
  readonly killAfterMs: number;
  /** How long it may take to be ready, and to answer a ping. Default: 10000. */
  readonly readyWithinMs?: number | undefined;
  /** The largest message it may send; one that sends more is ended. Default: 128 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** What `hello` tells it besides the version. */
  readonly hello: Readonly<Record<string, unknown>>;
  /**
   * Takes what it says in `log`, what it writes to stdout that is no message, and what happens to it. While the promise
   * returned is pending, nothing more is read of its stdout.
   */
  readonly onLog: (level: LogLevel, message: string) => void | Promise<void>;
  readonly onStderr: OutputTaker;
}

/** How important a line of the log is. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** The default of `maxMessageBytes`. */
export const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

/** The default of `readyWithinMs`. */
export const READY_WITHIN_MS = 10_000;
