import { AbortedError, AccessError, CommandNotExecutableError, CommandNotFoundError, SystemError } from '../errors.js';

/** How a command that had started came to its end. */
export type CommandEnd =
  /** It exited by itself. */
  | { readonly type: 'exited'; readonly exitCode: number }
  /** A signal killed it, and it was not we who sent it. */
  | { readonly type: 'signaled'; readonly signal: NodeJS.Signals }
  /** We ended it, for it had run for `timeoutMs`, or had been silent for `idleTimeoutMs`. */
  | (EndedByUs & { readonly type: 'timed-out'; readonly limit: 'timeout' | 'idle' })
  /** We ended it, for the caller wanted so: the request's signal, `kill`, `close`. Or nobody could tell how it ended. */
  | (EndedByUs & { readonly type: 'stopped' });

/**
 * At most one of the two is not null; with both null it is not known how the command ended. One that caught TERM, or was
 * just finishing, may have exited with 0.
 */
interface EndedByUs {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The processor time that a command has used, with all of its children that it waited for. */
export interface ProcessorTime {
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
}

/** Why a command did not start. AccessError: it may not be given the user, root directory or limits that it was to have. */
export type StartError = CommandNotFoundError | CommandNotExecutableError | SystemError | AccessError | AbortedError;

/**
 * What became of a command. `pid` is also its process group; `durationMs` runs from the start to the exit of the
 * command itself, without what its output took afterwards. `usage` is undefined where nobody can tell.
 */
export type CommandOutcome =
  | (CommandEnd & {
      readonly pid: number;
      readonly durationMs: number;
      readonly usage?: ProcessorTime | undefined;
    })
  | { readonly type: 'not-started'; readonly error: StartError };

/** True for the errors that make a `not-started`. */
export function isStartError(error: unknown): error is StartError {
  return START_ERRORS.some((StartError) => error instanceof StartError);
}

const START_ERRORS = [CommandNotFoundError, CommandNotExecutableError, SystemError, AccessError, AbortedError] as const;
