import type { GearctlError, ServerError } from '../errors.js';
import type { Retry } from './attempts.js';
import type { AssignPacket } from './job.js';

/** Whose connection it is: a slot. */
export interface ConnectionOwner<Connection> {
  /** Counts from 1. */
  readonly number: number;
  connected(connection: Connection): void;
  /** It ended; without an error it was closed from here. */
  disconnected(connection: Connection, error: GearctlError | undefined): void;
  /** It will be made anew after a while. */
  retries(connection: Connection, error: GearctlError, retry: Retry): void;
  /** It is gone for good, its socket with it. */
  gone(connection: Connection): void;
  /** The server may have a job. */
  wantsTurn(connection: Connection): void;
  /** The turn has ended without a job. */
  passesTurn(connection: Connection): void;
  /** The turn goes on: there are answers to come. */
  keepsTurn(connection: Connection): void;
  /** So many of the jobs that were asked for do not come. */
  returnsPermits(count: number): void;
  beginsJob(connection: Connection, assigned: AssignPacket): void;
  losesJob(connection: Connection, error: GearctlError): void;
  reportRefused(connection: Connection, error: ServerError): void;
}
