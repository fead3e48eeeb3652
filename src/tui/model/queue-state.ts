import { CELL_MS, cellAt, type Series, valueAt } from './series.js';
import type { QueueState } from './types.js';

/** What the state of a queue follows from. */
export interface QueueFacts {
  readonly waiting: number;
  /** Whether jobs wait for which nobody comes. */
  readonly isStalled: boolean;
  /** Whether it falls steadily, by more than chance. */
  readonly isFalling: boolean;
  /** How many waited, until now. */
  readonly history: Series;
  readonly atMs: number;
}

/** Over which time a queue must have grown. */
const GROWTH_CELLS = 60_000 / CELL_MS;

/** How much of that time must be known. */
const FEWEST_CELLS = GROWTH_CELLS / 2;

/** By which share, and by how many jobs, it must have grown. */
const LEAST_SHARE = 0.05;
const LEAST_RISE = 2;

/** How many polls in a row may find jobs that wait and none that runs before the queue counts as stalled. */
export const PATIENT_POLLS = 3;

/** Tells how it stands with a queue. */
export function queueState({ waiting, isStalled, isFalling, history, atMs }: QueueFacts): QueueState {
  if (waiting === 0) return 'idle';
  if (isStalled) return 'stalled';
  if (hasGrown(history, cellAt(atMs))) return 'growing';
  return isFalling ? 'draining' : 'steady';
}

/** Tells whether the last minute rises, by least squares and from its beginning to its end. */
function hasGrown(history: Series, end: number): boolean {
  let [number, sumX, sumY, sumXY] = [0, 0, 0, 0];
  let [first, last] = [Number.NaN, Number.NaN];
  for (let x = 0; x <= GROWTH_CELLS; x++) {
    const y = valueAt(history, end - GROWTH_CELLS + x);
    if (Number.isNaN(y)) continue;
    if (number === 0) first = y;
    last = y;
    number += 1;
    sumX += x;
    sumY += y;
    sumXY += x * y;
  }
  if (number < FEWEST_CELLS) return false;
  const rise = last - first;
  const slopeSign = number * sumXY - sumX * sumY;
  return slopeSign > 0 && rise >= LEAST_RISE && rise >= first * LEAST_SHARE;
}
