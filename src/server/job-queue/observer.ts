import type { Priority } from './model.js';

/**
 * How a job ended. `timeout` and `lost`: it lost one worker too many, the last one by a time-out or otherwise.
 * `abandoned`: a foreground job that nobody waited for any more when a worker could have got it.
 */
export type JobOutcome = 'complete' | 'fail' | 'exception' | 'timeout' | 'lost' | 'cancelled' | 'abandoned';

/** A submission that was accepted. Texts are byte strings, times are in milliseconds since 1970. */
export interface SubmittedJob {
  readonly number: number;
  readonly functionName: string;
  readonly priority: Priority;
  /** What this submission asked for: the job that it joined may be of the other kind. */
  readonly background: boolean;
  /** Whether it joined a job that was there already. */
  readonly coalesced: boolean;
  readonly atMs: number;
}

/** A job that was handed to a worker. */
export interface StartedJob {
  readonly number: number;
  readonly functionName: string;
  readonly priority: Priority;
  readonly background: boolean;
  /** When it was submitted. */
  readonly queuedAtMs: number;
  /** When it could have been handed out for the first time: later than `queuedAtMs` for a delayed job. */
  readonly runnableAtMs: number;
  readonly startedAtMs: number;
  /** How often a worker was lost with it before. */
  readonly losses: number;
}

/** A job that is over. */
export interface EndedJob {
  readonly number: number;
  readonly handle: string;
  readonly functionName: string;
  readonly unique: string;
  readonly priority: Priority;
  readonly background: boolean;
  readonly outcome: JobOutcome;
  /**
   * The data of the packet that ended it: a result, an exception, else nothing. A view on bytes that are reused by
   * nobody but may be a small part of a large read: copy what is kept.
   */
  readonly result: Uint8Array;
  readonly queuedAtMs: number;
  /** When the worker that had it last got it; undefined for a job that was cancelled before any worker got it. */
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number;
  /** How often a worker was lost with it. */
  readonly losses: number;
  /** The worker that had it last. */
  readonly worker: { readonly clientId: string; readonly address: string } | undefined;
}

/**
 * Hears what becomes of jobs, while it happens: it must be quick, must not throw, and must not call the queue. Of a job
 * that the store refuses after its submission it hears no more.
 */
export interface QueueObserver {
  submitted(job: SubmittedJob): void;
  started(job: StartedJob): void;
  ended(job: EndedJob): void;
}
