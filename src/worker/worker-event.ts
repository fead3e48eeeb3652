import type { GearctlError, PacketTooLargeError, ServerError } from '../errors.js';
import type { Job, JobOutcome } from './job.js';

/** What a worker tells of itself: one event for each change. `slot` counts from 1. */
export type WorkerEvent =
  | { readonly type: 'connected'; readonly server: string; readonly slot: number }
  | DisconnectedEvent
  | RetryingEvent
  | { readonly type: 'job-started'; readonly slot: number; readonly job: Job }
  /** No job runs, and all servers that are connected have answered that they have none. */
  | { readonly type: 'empty' }
  | JobEndedEvent
  | ReportRefusedEvent
  | JobTooLargeEvent;

/** A connection has ended; without an error it was closed from here. */
export interface DisconnectedEvent {
  readonly type: 'disconnected';
  readonly server: string;
  readonly slot: number;
  readonly error: GearctlError | undefined;
}

/** A server could not be reached, or was lost. */
export interface RetryingEvent {
  readonly type: 'retrying';
  readonly server: string;
  readonly slot: number;
  readonly error: GearctlError;
  /** The wait until the next attempt, in ms. */
  readonly delayMs: number;
  /** Counts the attempts since the server last answered, from 1: a log may well print the first only. */
  readonly attempt: number;
}

/** A job is over, and its slot free again. */
export interface JobEndedEvent {
  readonly type: 'job-ended';
  readonly slot: number;
  readonly job: Job;
  readonly outcome: JobOutcome;
  readonly durationMs: number;
  /** What the handler threw, or why the job was lost. */
  readonly error: unknown;
}

/** The server did not want a report, mostly because the job is no longer ours (JOB_NOT_FOUND). */
export interface ReportRefusedEvent {
  readonly type: 'report-refused';
  readonly server: string;
  readonly slot: number;
  readonly error: ServerError;
  /** The job that was running; without one the report was the last of the job before. */
  readonly job: Job | undefined;
}

/** A job was larger than `maxPacketBytes`. The server gets it back, and will assign it again, here or to another worker. */
export interface JobTooLargeEvent {
  readonly type: 'job-too-large';
  readonly server: string;
  readonly slot: number;
  readonly error: PacketTooLargeError;
  /** How often that happened in a row; from the third time on the longest wait comes before the next attempt. */
  readonly inARow: number;
}
