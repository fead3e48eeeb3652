import { UsageError } from '../../errors.js';

const PER_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Reads a rate, as the ms from one job to the next: `50/s`, `10/m`, `0.5/h`; a bare number is per second. Throws UsageError. */
export function parseRate(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(text) ?? [];
  const perUnit = Number(number);
  if (number === undefined || perUnit === 0) {
    throw new UsageError(`'${text}' is no rate`, { hint: 'write 50/s, 10/m or 3/h; a bare number is per second' });
  }
  return PER_MS[unit as keyof typeof PER_MS] / perUnit;
}

/** Spaces jobs evenly. What is late is not made up for, so that there is never a burst. */
export class Pace {
  readonly #intervalMs: number;
  readonly #now: () => number;
  #nextMs = Number.NEGATIVE_INFINITY;

  /** `now` gives the time in ms. */
  constructor(intervalMs: number, now: () => number) {
    this.#intervalMs = intervalMs;
    this.#now = now;
  }

  /** Takes the next turn and gives the ms to wait for it. */
  nextDelayMs(): number {
    const now = this.#now();
    const turn = Math.max(now, this.#nextMs);
    this.#nextMs = turn + this.#intervalMs;
    return turn - now;
  }
}
