import { UsageError } from '../../../../errors.js';

/** Reads an exit code that is no success, 1 to 255. Throws UsageError. */
export function parseExitCode(text: string): number {
  const code = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (code >= 1 && code <= 255) return code;
  throw new UsageError(`'${text}' is no exit code of a failure`, { hint: 'write numbers from 1 to 255: 6,7,28' });
}

/** Reads exit codes with commas between them: `6,7,28`; nothing at all is none. Throws UsageError. */
export function parseExitCodes(text: string): Set<number> {
  if (text.trim() === '') return new Set();
  return new Set(text.split(',').map((code) => parseExitCode(code.trim())));
}
