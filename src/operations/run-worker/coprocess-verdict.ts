import { ResultTooLargeError } from '../../errors.js';
import type { CoprocessDeath, CoprocessEnd } from '../../exec/coprocess/index.js';
import type { FunctionSettings } from './function-settings.js';
import { type FailVerdict, failVerdict, type Verdict, verdictOf } from './jobs/verdict.js';

/** What a verdict depends on besides the end. */
export type VerdictRules = Pick<FunctionSettings, 'verdict' | 'time' | 'retry'>;

/** Judges how a job ended in a co-process. What completes it is dealt with elsewhere. */
export function coprocessVerdict(end: CoprocessEnd, rules: VerdictRules): Verdict {
  switch (end.type) {
    case 'complete':
      return { type: 'complete' };
    case 'fail':
      return failVerdict(end.message === '' ? 'failed by the co-process' : end.message, rules.verdict);
    case 'exception':
      return { ...failVerdict('exception', rules.verdict), as: 'exception', text: end.data };
    case 'retry':
      return { ...failVerdict('to be tried again', rules.verdict), retry: { afterMs: end.afterMs } };
    case 'timed-out': {
      const { limit } = end;
      const outcome = { type: 'timed-out', limit, exitCode: null, signal: null, pid: 0, durationMs: 0 } as const;
      return verdictOf(outcome, {}, rules.verdict, rules.time);
    }
    case 'died':
      return deathVerdict(end, rules);
    case 'cancelled':
      return { type: 'give-back', reason: 'stopped' };
    case 'refused':
      return refusalVerdict(end.error, rules);
    case 'given-up':
      return { type: 'give-back', reason: end.error.message, trouble: { error: end.error, isFatal: true } };
  }
}

/**
 * A job that may have been the death of its process is given back as often as it may be tried again, but for one that was
 * in flight at a second death. One that had company, or no part in it, is given back in any case.
 */
function deathVerdict({ message, blame, deaths, isPoison }: CoprocessDeath, { retry, verdict }: VerdictRules): Verdict {
  if (isPoison) return failVerdict(`${message} for the second time`, verdict);
  if (blame === 'sole' && deaths > retry.retries) return failVerdict(message, verdict);
  return { type: 'give-back', reason: message };
}

function refusalVerdict(error: unknown, { verdict }: VerdictRules): FailVerdict | Verdict {
  if (error instanceof ResultTooLargeError) return failVerdict(error.message, verdict);
  return { type: 'give-back', reason: error instanceof Error ? error.message : String(error) };
}
