import type { StatusEvent, TerminalEvent } from '../../client/task-event.js';
import {
  AbortedError,
  ConnectionLostError,
  GearctlError,
  JobExceptionError,
  JobFailedError,
  JobLostError,
  PacketTooLargeError,
  ProtocolError,
  ResultTooLargeError,
  ServerError,
  TimeoutError,
} from '../../errors.js';
import type { JobRequest } from './job-request.js';

/**
 * How a job ended. A background job is `accepted`, and what comes of it is the server's; `timeout` and `unknown` are jobs
 * that were given up, for lack of time or for another reason.
 */
export type Outcome = 'accepted' | 'complete' | 'fail' | 'exception' | 'timeout' | 'lost' | 'unknown';

/** The end of a job. */
export interface Ending {
  readonly outcome: Outcome;
  /** What WORK_COMPLETE or WORK_EXCEPTION carried. */
  readonly data: Uint8Array;
  /** Why it did not succeed. */
  readonly error: GearctlError | undefined;
}

/** A job from its submission to its end. */
export interface JobRun {
  /** Its workload is let go once nobody needs it any more. */
  request: JobRequest;
  /** By the clock of durations, in ms. */
  readonly startedAtMs: number;
  /** How often it was submitted. */
  attempts: number;
  /** Once the server has accepted it. */
  handle: string | undefined;
  server: string | undefined;
  /** The bytes of its result so far. */
  resultBytes: number;
  /** What its worker last reported. */
  status: StatusEvent | undefined;
}

const NO_DATA = new Uint8Array(0);

const NAMELESS = [ServerError, ResultTooLargeError, PacketTooLargeError, ProtocolError];

/** A background job that the server has accepted. */
export const ACCEPTED: Ending = { outcome: 'accepted', data: NO_DATA, error: undefined };

/** Gives the end that a job's last event means. */
export function endingOf(run: JobRun, event: TerminalEvent): Ending {
  switch (event.type) {
    case 'complete':
      return { outcome: 'complete', data: event.data, error: undefined };
    case 'fail':
      return { outcome: 'fail', data: NO_DATA, error: new JobFailedError(`${nameOf(run)} failed`) };
    case 'exception': {
      const error = new JobExceptionError(`${nameOf(run)} failed with an exception`, event.data);
      return { outcome: 'exception', data: event.data, error };
    }
    case 'lost':
      return { outcome: 'lost', data: NO_DATA, error: lostError(run, event.error) };
  }
}

/** Gives the end of a job that was given up because of `error`; without one, because of `--halt`. */
export function givenUpBy(error: GearctlError = new AbortedError('given up by --halt')): Ending {
  return { outcome: error instanceof TimeoutError ? 'timeout' : 'unknown', data: NO_DATA, error };
}

/** Tells whether a job ended for a reason that is not its own, and is told once for all. */
export function isGivenUp(outcome: Outcome): boolean {
  return outcome === 'timeout' || outcome === 'unknown';
}

/** Names a job in a message: by its number in the input, and by its handle once it has one. */
export function nameOf({ request, handle }: JobRun): string {
  return `job ${request.seq}${handle === undefined ? '' : ` (${handle})`} of '${request.functionName}'`;
}

/** Tells whether an error's message leaves open which job it is about, though it is about one. */
export function isNameless(error: GearctlError): boolean {
  return NAMELESS.some((kind) => error instanceof kind);
}

/** A job is lost with its connection; where what the server sent has broken that, the reason is not a passing one. */
function lostError(run: JobRun, error: GearctlError): GearctlError {
  if (!(error instanceof JobLostError) || !(error.cause instanceof GearctlError)) return error;
  if (!(error.cause instanceof ConnectionLostError)) return error.cause;
  return new JobLostError(`${nameOf(run)} was lost: ${error.cause.message}`, {
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  });
}
