import { dozeMs } from './vain-wakes.js';
import type { WorkerSettings } from './worker-options.js';
import type { WorkerEffect } from './worker-state.js';

/** An alarm that a connection wants. */
export type AlarmEffect = Extract<WorkerEffect<unknown>, { do: 'alarm' }>;

/** The longest wait for the server's last answer before a connection is closed, in ms. */
const LEAVE_MS = 1000;

/** The longest doze of a worker that does not poll, in ms. */
const LONGEST_DOZE_MS = 1000;

/**
 * Tells when an alarm is to go off, in ms from now; 0 for never. `retryMs` tells how long to wait before the next attempt
 * to connect.
 */
export function alarmDelayMs(
  alarm: AlarmEffect,
  { answerTimeoutMs, pollMs }: WorkerSettings,
  retryMs: () => number,
): number {
  switch (alarm.purpose) {
    case 'retry':
      return retryMs();
    case 'answer':
      return answerTimeoutMs;
    case 'poll':
      return pollMs;
    case 'doze':
      return dozeMs(alarm.vainWakes, pollMs || LONGEST_DOZE_MS);
    case 'leave':
      return LEAVE_MS;
  }
}
