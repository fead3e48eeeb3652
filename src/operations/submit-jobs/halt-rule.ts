import { UsageError } from '../../errors.js';

/** How many jobs have ended, and how. */
export interface EndedCounts {
  readonly succeeded: number;
  readonly failed: number;
}

/** When to submit no more jobs although there are more. */
export interface HaltRule {
  /** Gives up the jobs under way as well. */
  readonly now: boolean;
  readonly on: 'fail' | 'success' | 'done';
  isMet(counts: EndedCounts): boolean;
}

/** A share is taken of the jobs that have ended, and means nothing before there are so many. */
const MIN_ENDED_FOR_SHARE = 3;

/**
 * Reads a rule: `now` or `soon`, a comma, then `fail`, `success` or `done`, and how many of them (`=3`; 1 by default) or
 * how many in a hundred (`=20%`). `never` is no rule. Throws UsageError.
 */
export function parseHaltRule(text: string): HaltRule | undefined {
  if (text === 'never') return undefined;
  const [, when, on, digits, percent] = /^(now|soon),(fail|success|done)(?:=(\d{1,9})(%?))?$/.exec(text) ?? [];
  const threshold = Number(digits ?? 1);
  if (when === undefined || threshold === 0) {
    throw new UsageError(`'${text}' is no rule to halt by`, {
      hint: 'write now or soon, a comma, then fail, success or done: soon,fail=3 or now,fail=20%',
    });
  }
  return {
    now: when === 'now',
    on: on as HaltRule['on'],
    isMet: ({ succeeded, failed }) => {
      const ended = succeeded + failed;
      const number = on === 'fail' ? failed : on === 'success' ? succeeded : ended;
      if (percent !== '%') return number >= threshold;
      return ended >= MIN_ENDED_FOR_SHARE && (number / ended) * 100 >= threshold;
    },
  };
}
