import type { ServerFunction } from '../model/types.js';

/** How fast something went between the last two polls, in jobs a second. */
export interface MeasuredRates {
  /** What came in less what went out; null where there was no poll before. */
  readonly net: number | null;
  /** Null where no server counts. */
  readonly submitted: number | null;
  readonly completed: number | null;
  readonly failed: number | null;
}

/** Sums up how fast functions went, each on one server. Two polls are little to go by, so nothing is smoothed. */
export function measuredRates(parts: readonly ServerFunction[]): MeasuredRates {
  const windows = parts.flatMap(({ stats }) => stats?.window ?? []);
  return {
    net: sumOf(parts.flatMap(({ net }) => net.windows.at(-1) ?? [])),
    submitted: sumOf(windows.map(({ submitted }) => submitted)),
    completed: sumOf(windows.map(({ completed }) => completed)),
    failed: sumOf(windows.map(({ failed }) => failed)),
  };
}

function sumOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0);
}
