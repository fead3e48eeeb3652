import { setTimeout } from 'node:timers/promises';
import type { Instant } from '../model/types.js';

/** Time and chance, as a source of samples needs them. */
export interface Clock {
  now(): Instant;
  /** Resolves after a time, or as soon as `signal` fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Gives a number from 0 up to 1. */
  random(): number;
}

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => ({ atMs: performance.now(), epochMs: Date.now() }),
  wait: async (ms, signal) => {
    // Whoever fires the signal has no wish to wait: there is nothing wrong.
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  },
  random: () => Math.random(),
};
