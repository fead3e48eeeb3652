import { createHash, randomBytes } from 'node:crypto';

/** The longest unique ID of which servers keep every byte. */
const MAX_UNIQUE_BYTES = 63;

const SUFFIX = /^(.*)~attempt-([1-9]\d{0,5})$/s;

/** What a unique ID says of a job that was submitted again. */
export interface AttemptUnique {
  /** The ID without that. */
  readonly unique: string;
  /** Counts from 1. */
  readonly attempt: number;
}

/** Reads the ID of a job: `img-17~attempt-2` is the second attempt at `img-17`, any other ID is a first attempt. */
export function parseAttemptUnique(text: string): AttemptUnique {
  const [, unique, attempt] = SUFFIX.exec(text) ?? [];
  return unique === undefined ? { unique: text, attempt: 1 } : { unique, attempt: Number(attempt) };
}

/**
 * Makes the ID of a further attempt at a job. A job without an ID gets one, for two jobs of one ID would become one; of an
 * ID that leaves no room the hash stands for it, and so it does in all attempts that follow.
 */
export function attemptUnique(unique: string, attempt: number): string {
  const suffix = `~attempt-${attempt}`;
  // `-` stands for the workload, which tells nothing of the attempt.
  const own = unique === '' || unique === '-' ? randomBytes(12).toString('hex') : unique;
  const fits = Buffer.byteLength(own) + suffix.length <= MAX_UNIQUE_BYTES;
  return `${fits ? own : createHash('sha256').update(own).digest('hex').slice(0, 32)}${suffix}`;
}
