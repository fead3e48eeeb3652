import type { GearctlError } from '../errors.js';

/** The server has accepted the job. The last event of a background task; a foreground task has one for each attempt. */
export interface CreatedEvent {
  readonly type: 'created';
  readonly handle: string;
  readonly server: string;
}

/** A piece of the result, sent before the job's end. */
export interface DataEvent {
  readonly type: 'data';
  readonly data: Uint8Array;
}

/** A warning of the worker. It is not part of the result. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly data: Uint8Array;
}

/** Progress, as the worker counts it; what it sent that is no number is 0. */
export interface StatusEvent {
  readonly type: 'status';
  readonly numerator: number;
  readonly denominator: number;
}

/** The job is done; `data` is the last piece of its result. */
export interface CompleteEvent {
  readonly type: 'complete';
  readonly data: Uint8Array;
}

/** The job has failed. */
export interface FailEvent {
  readonly type: 'fail';
}

/** The job has failed with an exception; `data` is what the worker said about it. */
export interface ExceptionEvent {
  readonly type: 'exception';
  readonly data: Uint8Array;
}

/** The task ended without an outcome: no server, refused, timed out, aborted, connection lost. `error` says which. */
export interface LostEvent {
  readonly type: 'lost';
  readonly error: GearctlError;
}

/** What ends a foreground task. A background task ends with `created` or `lost`. */
export type TerminalEvent = CompleteEvent | FailEvent | ExceptionEvent | LostEvent;

/** What a task reports, in the order in which it happens. */
export type TaskEvent = CreatedEvent | DataEvent | WarningEvent | StatusEvent | TerminalEvent;

/** Counts the opaque bytes that an event carries. */
export function eventBytes(event: TaskEvent): number {
  return 'data' in event ? event.data.length : 0;
}
