/** So many crashes in so long a time are too many. */
const TOO_MANY = 5;
const WINDOW_MS = 60_000;

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 30_000;

/** The times of the crashes that count, in ms of one clock, the oldest first; and how many came in a row. */
export interface CrashRecord {
  readonly timesMs: readonly number[];
  readonly inARow: number;
}

/** Nothing has crashed. */
export const NO_CRASHES: CrashRecord = { timesMs: [], inARow: 0 };

/** Adds a crash. One that comes more than a minute after the last is the first of a new row. */
export function withCrash({ timesMs, inARow }: CrashRecord, atMs: number): CrashRecord {
  const recent = timesMs.filter((time) => atMs - time < WINDOW_MS);
  return { timesMs: [...recent, atMs], inARow: recent.length === 0 ? 1 : inARow + 1 };
}

/** Tells whether there were five crashes within a minute. */
export function areTooMany({ timesMs }: CrashRecord): boolean {
  return timesMs.length >= TOO_MANY;
}

/** How long to wait before the next start: 0.1 s after the first crash, twice as long after each further, up to 30 s. */
export function crashDelayMs({ inARow }: CrashRecord): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (inARow - 1), LONGEST_DELAY_MS);
}
