/** Between which bounds the waits before further attempts grow, in ms. */
export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Gives the wait after the so-many-th failure, counted from 1, in ms: each is double the one before, up to the longest,
 * less a random share of up to a quarter, so that jobs which failed together are not tried again together. `random` gives
 * numbers from 0 up to 1.
 */
export function backoffDelayMs({ minMs, maxMs }: BackoffBounds, failures: number, random = Math.random): number {
  const fullMs = Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(fullMs * (1 - random() / 4));
}
