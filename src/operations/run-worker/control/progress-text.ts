import type { ProgressWord } from './control-word.js';

const LARGEST = 0xffff_ffff;

/** Percent are sent with so many decimals at most. */
const MAX_DECIMALS = 2;

/** Reads `3/10`, `3 10`, `42%` or `42.5%`; undefined for anything else and for numbers that no packet carries. */
export function parseProgress(text: string): ProgressWord | undefined {
  const [, share, of, percent] = /^\s*(?:(\d+)(?:\s*\/\s*|\s+)(\d+)|(\d+(?:\.\d+)?)\s*%)\s*$/.exec(text) ?? [];
  return percent === undefined ? shareWord(Number(share), Number(of)) : percentWord(percent);
}

/** Makes the word for so much of a whole; fractions are rounded. Undefined for numbers that no packet carries. */
export function shareWord(numerator: number, denominator: number): ProgressWord | undefined {
  const numbers = [Math.round(numerator), Math.round(denominator)] as const;
  if (!numbers.every((number) => number >= 0 && number <= LARGEST)) return undefined;
  return { type: 'progress', numerator: numbers[0], denominator: numbers[1] };
}

/** Makes the word for percent: 42 is 42/100, 42.5 is 425/1000. */
export function percentWord(percent: string): ProgressWord | undefined {
  const decimals = Math.min(MAX_DECIMALS, percent.split('.')[1]?.length ?? 0);
  return shareWord(Number(percent) * 10 ** decimals, 100 * 10 ** decimals);
}
