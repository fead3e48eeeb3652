import { AbortedError, CommandNotExecutableError, CommandNotFoundError, SystemError } from '../errors.js';

/** How a command that had started came to its end. */
export type CommandEnd =
  /** It exited by itself. */
  | { readonly type: 'exited'; readonly exitCode: number }
  /** A signal killed it, and it was not we who sent it. */
  | { readonly type: 'signaled'; readonly signal: NodeJS.Signals }
  /**
   * We ended it: `timeoutMs` had passed, or the caller wanted so (the request's signal, `kill`, `close`).
   * One of `exitCode` and `signal` is null. A command that caught TERM, or was just finishing, may have exited with 0.
   */
  | {
      readonly type: 'timed-out' | 'stopped';
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
    };

/** Why a command did not start. */
export type StartError = CommandNotFoundError | CommandNotExecutableError | SystemError | AbortedError;

/**
 * What became of a command. `pid` is also its process group; `durationMs` runs from the start to the exit of the
 * command itself, without what its output took afterwards.
 *
 * Known limit: Node has no names for real-time signals (SIGRTMIN and up) and reports a death by one as exit code 0.
 */
export type CommandOutcome =
  | (CommandEnd & { readonly pid: number; readonly durationMs: number })
  | { readonly type: 'not-started'; readonly error: StartError };

/** True for the errors that make a `not-started`. */
export function isStartError(error: unknown): error is StartError {
  return (
    error instanceof CommandNotFoundError ||
    error instanceof CommandNotExecutableError ||
    error instanceof SystemError ||
    error instanceof AbortedError
  );
}
