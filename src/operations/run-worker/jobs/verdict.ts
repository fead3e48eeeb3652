import { AccessError, type GearctlError } from '../../../errors.js';
import type { CommandOutcome } from '../../../exec/command-outcome.js';
import type { TimeLimits, VerdictSettings } from '../function-settings.js';
import type { Trouble } from '../job-runner.js';

/** What the end of an attempt means for its job. */
export type Verdict =
  | { readonly type: 'complete' }
  | FailVerdict
  /** Nothing was learned about the job, so the server gets it back. `trouble` tells why nothing could be started. */
  | { readonly type: 'give-back'; readonly reason: string; readonly trouble?: Trouble };

/** The attempt has failed. */
export interface FailVerdict {
  readonly type: 'fail';
  /** How the server is told, when it is not tried again. */
  readonly as: 'fail' | 'exception';
  /** What is wrong, in a few words: `exit 3`, `killed by SIGSEGV`, `timed out after 30s`. */
  readonly reason: string;
  /** What the exception says; undefined is the end of stderr with the reason. */
  readonly text?: Uint8Array | undefined;
  /** It may be tried again: after this time, or when it is usual. */
  readonly retry?: { readonly afterMs?: number | undefined } | undefined;
  readonly isTimeout: boolean;
  /** The worker is to stop. */
  readonly stopsWorker: boolean;
}

/** What a command had to say for the case that it fails. */
export interface LastWords {
  readonly exception?: Uint8Array | undefined;
  readonly retry?: { readonly afterMs?: number | undefined } | undefined;
}

/** Judges how a command ended. What it said of a failure counts only if it exited by itself. */
export function verdictOf(
  outcome: CommandOutcome,
  said: LastWords,
  settings: VerdictSettings,
  limits: TimeLimits,
): Verdict {
  switch (outcome.type) {
    case 'exited':
      return outcome.exitCode === 0 ? { type: 'complete' } : exitVerdict(outcome.exitCode, said, settings);
    case 'signaled':
      return failVerdict(`killed by ${outcome.signal}`, settings);
    case 'timed-out':
      return { ...failVerdict(timeoutReason(outcome.limit, limits), settings), retry: {}, isTimeout: true };
    case 'stopped':
      return { type: 'give-back', reason: 'stopped' };
    case 'not-started': {
      const { error } = outcome;
      if (error.code === 'ABORTED') return { type: 'give-back', reason: 'stopped' };
      return neverStarted(error);
    }
  }
}

/** The verdict on a job that nothing could be started for. What is not permitted now will not be later. */
export function neverStarted(error: GearctlError): Verdict {
  return { type: 'give-back', reason: error.message, trouble: { error, isFatal: error instanceof AccessError } };
}

/** The verdict on a job that fails for another reason than how its command ended. */
export function failVerdict(reason: string, { exceptions }: VerdictSettings): FailVerdict {
  return { type: 'fail', as: exceptions ? 'exception' : 'fail', reason, isTimeout: false, stopsWorker: false };
}

function exitVerdict(exitCode: number, said: LastWords, settings: VerdictSettings): FailVerdict {
  const verdict = failVerdict(`exit ${exitCode}`, settings);
  const isException = said.exception !== undefined || settings.exceptionCodes.has(exitCode);
  const stopsWorker = settings.stopCodes.has(exitCode);
  const retry = said.retry ?? (settings.retryCodes.has(exitCode) ? {} : undefined);
  return {
    ...verdict,
    as: isException ? 'exception' : verdict.as,
    text: said.exception,
    // Where the worker is to stop there is nobody to try it again.
    retry: stopsWorker ? undefined : retry,
    stopsWorker,
  };
}

function timeoutReason(limit: 'timeout' | 'idle', { timeoutMs, idleTimeoutMs }: TimeLimits): string {
  return limit === 'idle' ? `silent for ${idleTimeoutMs / 1000}s` : `timed out after ${timeoutMs / 1000}s`;
}
