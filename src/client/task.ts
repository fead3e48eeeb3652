import type { TaskEvent } from './task-event.js';

/** Which of a function's queues a job waits in. */
export type Priority = 'high' | 'normal' | 'low';

/** Makes a workload late: called once, when the submission's turn comes; the submissions behind it wait for it. */
export type LateWorkload = () => Uint8Array | string | Promise<Uint8Array | string>;

/** A job's input. Text is sent as UTF-8; bytes must not be changed before the task is created. */
export type Workload = Uint8Array | string | LateWorkload;

/**
 * Where a task stands: waiting here, sent, accepted by the server, or at its end, which is named like the event. A
 * background task ends as `created` or `lost`.
 */
export type TaskState = 'waiting' | 'sent' | 'created' | 'complete' | 'fail' | 'exception' | 'lost';

/** Hears of a task's events as they happen. */
export type TaskListener = (event: TaskEvent, task: Task) => void | Promise<void>;

/** How a job is submitted. */
export interface SubmitOptions {
  /**
   * Jobs of one function with the same unique ID are one job while it is queued or running. Up to 63 bytes of UTF-8;
   * `-` means that the workload is the ID. Default: none, and every job is its own.
   */
  unique?: string;
  /**
   * The function's name and the unique ID are byte strings: each character stands for the byte of its number. For names
   * that are no UTF-8; their lengths are not checked.
   */
  asBytes?: boolean;
  /** Default: normal. */
  priority?: Priority;
  /** Does not wait for the result: the task ends once the server has accepted the job. */
  background?: boolean;
  /** The job runs then, not before; rounded up to a second. Such a job is a background job of normal priority. */
  runAt?: Date;
  /** The function that reduces the results, told to the worker. Such a job has normal priority. */
  reducer?: string;
  /** The longest time from now to the task's end, in ms; 0 for none. Default: the client's. */
  timeoutMs?: number;
  /** Gives the task up. The job itself goes on if a worker has it, and is dropped by the server otherwise. */
  signal?: AbortSignal;
  /**
   * How often a foreground job that was accepted and then lost with its connection is submitted again. Only with a
   * unique ID, for the job may still run: then a server that kept it lets us join it. Default: 0.
   */
  retries?: number;
  /**
   * Hears of each event, and spares the task to keep it. While a promise that it returns is pending, nothing more is
   * read from the connection, for any of its tasks; so it must not wait for another job of this client. Its data may be
   * a view on a larger buffer: copy what is to be kept. What it throws ends the task with AbortedError.
   */
  onEvent?: TaskListener;
}

/** A job that the server has accepted. */
export interface CreatedJob {
  readonly handle: string;
  readonly server: string;
}

/**
 * The client's view of one job. Iterating gives its events from the first on, each time anew, and waits for those to
 * come; while a reader is 4 MiB behind, nothing more is read from the connection.
 *
 * Promises are made when they are asked for: what nobody asked for is never an unhandled rejection. A task with
 * `onEvent` keeps events only if `result()` or the iterator is asked for before the first one.
 */
export interface Task extends AsyncIterable<TaskEvent> {
  readonly functionName: string;
  /** The unique ID, empty for none. */
  readonly unique: string;
  readonly background: boolean;
  readonly state: TaskState;
  /** True at the end: nothing will change any more. */
  readonly ended: boolean;
  /** The job's handle, once the server has accepted it. */
  readonly handle: string | undefined;
  /** The server that it was sent to last. */
  readonly server: string | undefined;
  /** The progress last reported, 0 of 0 before. */
  readonly numerator: number;
  readonly denominator: number;
  /** Resolves once the server has accepted the job; rejects with what `result()` would reject with. */
  readonly created: Promise<CreatedJob>;
  /**
   * Resolves with the whole result: the bytes of all WORK_DATA and of WORK_COMPLETE. Rejects with JobFailedError,
   * JobExceptionError, JobLostError, ServerError (refused), NoServerError, ConnectionLostError, TimeoutError,
   * AbortedError, ResultTooLargeError or ClosedError; with UsageError for a background task, which has no result.
   */
  result(): Promise<Uint8Array>;
}
