import { UsageError } from '../errors.js';

/** How many outcomes are kept, or for how long. */
export type Retention =
  | { readonly by: 'number'; readonly outcomes: number }
  | { readonly by: 'age'; readonly ageMs: number };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const MAX_OUTCOMES = 10_000_000;
const MAX_AGE_MS = 3650 * 86_400_000;

const HINT = 'write a number of outcomes such as 1000, or an age such as 90s, 30m, 1h or 7d';

/**
 * Reads what is to be kept: a bare number is so many outcomes, with units (`90s`, `30m`, `1h30m`, `7d`) it is an age.
 * Throws UsageError.
 */
export function parseRetention(text: string): Retention {
  const trimmed = text.trim();
  const retention = /^\d+$/.test(trimmed) ? byNumber(Number(trimmed)) : byAge(ageMsOf(trimmed));
  if (retention === undefined) throw new UsageError(`'${text}' does not say what to keep`, { hint: HINT });
  return retention;
}

function byNumber(outcomes: number): Retention | undefined {
  return outcomes >= 1 && outcomes <= MAX_OUTCOMES ? { by: 'number', outcomes } : undefined;
}

function byAge(ageMs: number): Retention | undefined {
  return ageMs > 0 && ageMs <= MAX_AGE_MS ? { by: 'age', ageMs } : undefined;
}

/** Gives 0 for what is no age. */
function ageMsOf(text: string): number {
  if (!/^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text)) return 0;
  let ageMs = 0;
  for (const [, number, unit = ''] of text.matchAll(/(\d+)([dhms])/g)) ageMs += Number(number) * (UNIT_MS[unit] ?? 0);
  return ageMs;
}
