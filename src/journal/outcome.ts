/** How a job ended, by the names that all of gearctl has for it. */
export type OutcomeName = 'complete' | 'fail' | 'exception' | 'timeout' | 'lost' | 'cancelled' | 'abandoned';

/** What an outcome is but for the bytes that the job came to. Texts are kept as they are given, whatever they encode. */
export interface OutcomeFacts {
  readonly handle: string;
  readonly functionName: string;
  readonly unique: string;
  readonly priority: 'high' | 'normal' | 'low';
  readonly background: boolean;
  readonly outcome: OutcomeName;
  /** Who worked the job last; undefined if nobody ever did. */
  readonly worker: OutcomeWorker | undefined;
  /** When the job was submitted, in milliseconds since 1970; so are the other two. */
  readonly queuedAtMs: number;
  /** When its last worker got it; undefined if none ever did. */
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number;
  /** How often it was handed to a worker. */
  readonly attempts: number;
}

/** Who worked a job. */
export interface OutcomeWorker {
  readonly clientId: string;
  readonly address: string;
}

/** A job that has ended, as it is told to a journal. */
export interface Outcome extends OutcomeFacts {
  /** The result, what an exception says, or nothing. It is copied: the caller may go on to use the bytes. */
  readonly result: Uint8Array;
}

/** An outcome in a list: without its result. */
export interface OutcomeSummary extends OutcomeFacts {
  /** The length of the whole result. */
  readonly resultBytes: number;
  /** Whether less than the whole result is kept. */
  readonly truncated: boolean;
}

/** An outcome as it is kept. */
export interface KeptOutcome extends OutcomeSummary {
  /** The result, or its first bytes. */
  readonly result: Uint8Array;
}

/** What of a result is kept unless told otherwise: its first 64 KiB. */
export const DEFAULT_MAX_RESULT_BYTES = 64 * 1024;

/** Makes what is kept of an outcome, its result copied up to so many bytes. */
export function keptOutcome(outcome: Outcome, maxResultBytes: number): KeptOutcome {
  const resultBytes = outcome.result.length;
  const result = new Uint8Array(Math.min(resultBytes, maxResultBytes));
  result.set(outcome.result.subarray(0, maxResultBytes));
  // Field by field, for it is done for each job: to spread the outcome takes V8 twenty times as long.
  return {
    handle: outcome.handle,
    functionName: outcome.functionName,
    unique: outcome.unique,
    priority: outcome.priority,
    background: outcome.background,
    outcome: outcome.outcome,
    worker: outcome.worker,
    queuedAtMs: outcome.queuedAtMs,
    startedAtMs: outcome.startedAtMs,
    endedAtMs: outcome.endedAtMs,
    attempts: outcome.attempts,
    resultBytes,
    truncated: resultBytes > maxResultBytes,
    result,
  };
}

/** Leaves the result out. */
export function summaryOf({ result: _, ...summary }: KeptOutcome): OutcomeSummary {
  return summary;
}
