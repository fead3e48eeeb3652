/** How much time a cell of a series covers. */
export const CELL_MS = 2000;

/** How many cells a series keeps at least: an hour. */
export const KEPT_CELLS = 1800;

/** So many cells can still be recorded to, and up to twice as many. */
const RECENT_CELLS = 30;

/**
 * Numbers over the last hour, one per cell of two seconds; cells are numbered from the beginning of the clock. A gap is
 * NaN. It is never changed: `recorded` gives another one, which shares all but the recent cells.
 */
export interface Series {
  /** The number of the first cell. */
  readonly firstCell: number;
  readonly past: Float32Array;
  /** The cells behind those. */
  readonly recent: readonly number[];
}

export const EMPTY_SERIES: Series = { firstCell: 0, past: new Float32Array(0), recent: [] };

/** Tells in which cell a moment lies. */
export function cellAt(atMs: number): number {
  return Math.floor(atMs / CELL_MS);
}

/** How two numbers of one cell become one: the larger, so that no peak is lost, or the later. */
export type Combine = 'max' | 'last';

/**
 * Gives a series in which the cells from `from` to `to` hold `value`. What lies between them and the last one is a gap;
 * cells more than a minute before the last stay as they are, and what is older than an hour goes.
 */
export function recorded(series: Series, from: number, to: number, value: number, combine: Combine = 'max'): Series {
  const isEmpty = series.recent.length === 0;
  const firstCell = isEmpty ? Math.max(from, to - KEPT_CELLS) : series.firstCell;
  const recentFrom = firstCell + series.past.length;
  // A gap longer than an hour leaves nothing to keep.
  if (!isEmpty && from - recentFrom > 2 * KEPT_CELLS) return recorded(EMPTY_SERIES, from, to, value);
  const recent = series.recent.slice();
  for (let cell = Math.max(from, recentFrom); cell <= to; cell++) {
    const at = cell - recentFrom;
    while (recent.length <= at) recent.push(Number.NaN);
    const before = recent[at] as number;
    recent[at] = combine === 'last' || Number.isNaN(before) ? value : Math.max(before, value);
  }
  return settled({ firstCell, past: series.past, recent });
}

/** Moves cells that have become old from the recent ones to the past. */
function settled(series: Series): Series {
  const { firstCell, past, recent } = series;
  if (recent.length <= 2 * RECENT_CELLS) return series;
  const old = recent.slice(0, -RECENT_CELLS);
  const surplus = Math.max(0, past.length + old.length - KEPT_CELLS);
  const kept = past.subarray(Math.min(surplus, past.length));
  const next = new Float32Array(kept.length + Math.min(old.length, KEPT_CELLS));
  next.set(kept);
  next.set(old.slice(-KEPT_CELLS), kept.length);
  return { firstCell: firstCell + surplus, past: next, recent: recent.slice(-RECENT_CELLS) };
}

/** Gives the number of a cell; NaN for a gap and for what is not kept. */
export function valueAt({ firstCell, past, recent }: Series, cell: number): number {
  const at = cell - firstCell;
  return (at < past.length ? past[at] : recent[at - past.length]) ?? Number.NaN;
}

/**
 * Gives a range of cells in `width` columns, the oldest first: each is the largest of its cells, so that peaks survive,
 * and NaN where all of them are gaps. `end` is the last cell.
 */
export function columnsOf(series: Series, end: number, cells: number, width: number): number[] {
  const begin = end - cells + 1;
  return Array.from({ length: width }, (_, column) => {
    const from = begin + Math.floor((column * cells) / width);
    const to = Math.max(from + 1, begin + Math.floor(((column + 1) * cells) / width));
    return largestIn(series, from, to);
  });
}

/** Sums the cells from `from` to `to` up, both included, and counts those that are no gaps. */
export function sumOf(series: Series, from: number, to: number): { sum: number; cells: number } {
  let [sum, cells] = [0, 0];
  const last = Math.min(to, series.firstCell + series.past.length + series.recent.length - 1);
  for (let cell = Math.max(from, series.firstCell); cell <= last; cell++) {
    const value = valueAt(series, cell);
    if (Number.isNaN(value)) continue;
    sum += value;
    cells += 1;
  }
  return { sum, cells };
}

function largestIn(series: Series, from: number, to: number): number {
  let largest = Number.NaN;
  for (let cell = from; cell < to; cell++) {
    const value = valueAt(series, cell);
    if (Number.isNaN(largest) || value > largest) largest = value;
  }
  return largest;
}
