import { availableParallelism } from 'node:os';
import { UsageError } from '../errors.js';

/**
 * Reads how many jobs run at once: `8`; `0` for four per CPU; `+2` and `-1` for so many more or fewer than there are
 * CPUs; `150%` of them. At least 1. Throws UsageError.
 */
export function parseParallelism(text: string, cpus = availableParallelism()): number {
  const [, sign, digits, percent] = /^([+-]?)(\d{1,6})(%?)$/.exec(text) ?? [];
  if (digits === undefined || (sign !== '' && percent !== '')) {
    throw new UsageError(`'${text}' is no number of jobs`, { hint: 'write 8, +2, -1, 150% or 0' });
  }
  const number = Number(digits);
  if (percent !== '') return atLeastOne((cpus * number) / 100);
  if (sign === '+') return cpus + number;
  if (sign === '-') return atLeastOne(cpus - number);
  return number === 0 ? cpus * 4 : number;
}

function atLeastOne(number: number): number {
  return Math.max(1, Math.round(number));
}
