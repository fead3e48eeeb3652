import { RANGES, type Range } from '../model/interface.js';
import { CELL_MS } from '../model/series.js';

/** How many cells of a series a range has. */
export const RANGE_CELLS: Readonly<Record<Range, number>> = {
  '2m': 120_000 / CELL_MS,
  '10m': 600_000 / CELL_MS,
  '1h': 3_600_000 / CELL_MS,
};

/** How a range is called. */
export const RANGE_WORDS: Readonly<Record<Range, string>> = { '2m': '2 min', '10m': '10 min', '1h': '1 hour' };

/** Gives the range of a short trend beside a long chart: the one before, for a few cells cannot show as much. */
export function shorterRange(range: Range): Range {
  return RANGES[Math.max(0, RANGES.indexOf(range) - 1)] ?? range;
}
