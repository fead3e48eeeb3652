import type { Job } from '../../../worker/index.js';
import type { Verdict } from '../jobs/verdict.js';
import type { JobFacts } from '../work-event.js';

/** Which of the attempts at a job it is. Both numbers count from 1. */
export interface AttemptNumber {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** The unique ID that the job was first submitted with. */
  readonly unique: string;
}

/** An attempt at a job that is over. */
export interface Attempt {
  readonly verdict: Verdict;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** When it began and ended, in milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The size of all that it gave, in bytes. */
  readonly bytesOut: number;
  /** The first bytes of what it gave, as many as are to be kept. */
  readonly head: Uint8Array;
  /** The end of what it had to say for people. */
  readonly tail: Uint8Array;
  /** Whether the client has got that already. Default: no. */
  readonly wasTailSent?: boolean | undefined;
  /** Gives what of the result was not sent yet: it belongs in WORK_COMPLETE or, after a failure, in a last WORK_DATA. */
  rest(): Uint8Array;
}

/** Makes attempts at jobs. */
export interface AttemptMaker {
  /** Makes one attempt, which reports no end. Whatever becomes of it, the promise does not reject. */
  attempt(job: Job, facts: JobFacts, number: AttemptNumber): Promise<Attempt>;
}

/** Stands for the attempt that was not made, for its verdict was known before. */
export function notTried(verdict: Verdict): Attempt {
  const nowMs = Date.now();
  return {
    ...{ verdict, exitCode: null, signal: null, startedAtMs: nowMs, endedAtMs: nowMs, bytesOut: 0 },
    ...{ head: NOTHING, tail: NOTHING, rest: () => NOTHING },
  };
}

const NOTHING = new Uint8Array(0);
