import type { SystemError } from '../../errors.js';

/** A job for a co-process, and who is told of it while it runs. It is cancelled when one of the takers throws. */
export interface CoprocessJob {
  /** The same for each attempt at a job: by it one is known that process after process dies of. */
  readonly key: string;
  /** What its message tells besides id, deadline and data. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Not copied, so not to be changed meanwhile. */
  readonly data: Uint8Array;
  /** How long it may take from the moment that a process gets it; 0 or undefined for ever. */
  readonly timeoutMs?: number | undefined;
  /** How long the process may say nothing about it; 0 or undefined for ever. */
  readonly idleTimeoutMs?: number | undefined;
  /** Cancels it. */
  readonly signal?: AbortSignal | undefined;
  /** Takes a part of the result. While the promise returned is pending, nothing more is read of the process. */
  onData(bytes: Uint8Array): void | Promise<void>;
  /** Takes a warning, as `onData` does. */
  onWarning(bytes: Uint8Array): void | Promise<void>;
  /** Both are whole numbers from 0 to 4294967295. */
  onProgress(done: number, total: number): void;
}

/** What became of a job. */
export type CoprocessEnd =
  | { readonly type: 'complete'; readonly data: Uint8Array }
  /** The process said so; or the job, or its answer, could not be carried by the protocol. */
  | { readonly type: 'fail'; readonly message: string }
  | { readonly type: 'exception'; readonly data: Uint8Array }
  /** To be tried again: after this time, or when it is usual. */
  | { readonly type: 'retry'; readonly afterMs: number | undefined }
  | CoprocessDeath
  /** Its signal was aborted, or all ended here; what the process may have answered after that does not count. */
  | { readonly type: 'cancelled' }
  /** A taker has thrown this. */
  | { readonly type: 'refused'; readonly error: unknown }
  | { readonly type: 'timed-out'; readonly limit: 'timeout' | 'idle' }
  /** No process can be kept alive, for this job or for any other. */
  | { readonly type: 'given-up'; readonly error: SystemError };

/** The process died with the job in flight; how far it had come is not known. */
export interface CoprocessDeath {
  readonly type: 'died';
  /** Such as `co-process died (SIGSEGV)`. */
  readonly message: string;
  /**
   * Whose doing it was: `none` when the process was ended for another job or without a job; `shared` when other jobs were
   * in flight, too.
   */
  readonly blame: 'sole' | 'shared' | 'none';
  /** How many processes have died with this job in flight, not counting those of blame `none`. */
  readonly deaths: number;
  /** That it was in flight at a second death: it is not to be tried again. */
  readonly isPoison: boolean;
}
