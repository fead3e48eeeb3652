import { failureLine } from '../failure-report.js';
import type { Attempt } from './attempt.js';

/** What is remembered of an attempt that failed. */
export interface FailedAttempt {
  /** Counts from 1. */
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it failed, in a line. */
  readonly message: string;
}

/** Makes the account of an attempt that failed for a reason. */
export function failedAttempt(attempt: number, done: Attempt, reason: string): FailedAttempt {
  const { startedAtMs, endedAtMs, exitCode, signal, tail } = done;
  return { attempt, startedAtMs, endedAtMs, exitCode, signal, message: failureLine(tail, reason) };
}
