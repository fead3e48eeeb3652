/** How much time a cell of a series covers. */
export const CELL_MS = 2000;

/** How many cells a series keeps at least: an hour. */
export const KEPT_CELLS = 1800;

/**
 * Numbers over the last hour, one per cell of two seconds; cells are numbered from the beginning of the clock. A gap is
 * NaN. What it says never changes: `recorded` gives another one, which shares all but its last number with it.
 */
export interface Series {
  readonly firstCell: number;
  /** Less than `firstCell` while there is nothing. */
  readonly lastCell: number;
  /** The number of the last cell, which may still become another. */
  readonly last: number;
  /** Where the numbers of the cells before that are, from `begin` on; undefined while all are the same as the last. */
  readonly store: Store | undefined;
  readonly begin: number;
}

/**
 * Numbers of series that go on from each other. Each of these sees those up to its own end only, so whoever ends where all
 * numbers end may append; others have to make a store of their own first.
 */
interface Store {
  readonly numbers: Float32Array;
  /** How many there are. */
  length: number;
}

/** How many numbers a store has room for, at first and at the most: then those of an hour move to another. */
const LEAST_ROOM = 64;
const MOST_ROOM = KEPT_CELLS + KEPT_CELLS / 4;

export const EMPTY_SERIES: Series = {
  firstCell: 0,
  lastCell: -1,
  last: Number.NaN,
  store: undefined,
  begin: 0,
};

/** Tells in which cell a moment lies. */
export function cellAt(atMs: number): number {
  return Math.floor(atMs / CELL_MS);
}

/** How two numbers of one cell become one: the larger, so that no peak is lost, or the later. */
export type Combine = 'max' | 'last';

/**
 * Gives a series in which the cells from `from` to `to` hold `value`. What lies between them and the last one is a gap;
 * cells before the last stay as they are, what comes too late counts for the last, and what is older than an hour goes.
 */
export function recorded(series: Series, from: number, to: number, value: number, combine: Combine = 'max'): Series {
  const { firstCell, lastCell } = series;
  // Of a gap longer than an hour nothing is left to keep.
  if (lastCell < firstCell || from - lastCell > KEPT_CELLS) {
    const first = Math.max(from, to - KEPT_CELLS);
    return appended({ ...EMPTY_SERIES, firstCell: first, lastCell: first, last: value }, first, to, value);
  }
  const isLater = value !== series.last && (combine === 'last' || !(series.last > value));
  const current = from <= lastCell && isLater ? { ...withRoom(series, 1), last: value } : series;
  return to > lastCell ? appended(current, from, to, value) : current;
}

/** Goes on with a series to the cell `to`: with gaps as far as `from`, and then with `value`. */
function appended(series: Series, from: number, to: number, value: number): Series {
  const { firstCell, lastCell, last } = series;
  if (to === lastCell) return series;
  const surplus = Math.max(0, to - firstCell - KEPT_CELLS);
  // Most functions do nothing most of the time: that takes no room.
  const isSame = series.store === undefined && value === last && from <= lastCell + 1;
  if (isSame) return { ...series, firstCell: firstCell + surplus, lastCell: to };
  const { store, begin } = withRoom(series, to - lastCell);
  store.numbers[store.length++] = last;
  for (let cell = lastCell + 1; cell < to; cell++) store.numbers[store.length++] = cell < from ? Number.NaN : value;
  return { firstCell: firstCell + surplus, lastCell: to, last: value, store, begin: begin + surplus };
}

/** Gives the same series with a store to which `count` numbers can be appended behind its own. */
function withRoom(series: Series, count: number): Series & { readonly store: Store } {
  const { firstCell, lastCell, last, store, begin } = series;
  const length = lastCell - firstCell;
  if (store?.length === begin + length && begin + length + count <= store.numbers.length) return { ...series, store };
  const room = Math.max(LEAST_ROOM, length + count, Math.min(MOST_ROOM, 2 * length));
  const numbers = new Float32Array(room);
  if (store === undefined) numbers.fill(last, 0, length);
  else numbers.set(store.numbers.subarray(begin, begin + length));
  return { ...series, store: { numbers, length }, begin: 0 };
}

/** Gives the number of a cell; NaN for a gap and for what is not kept. */
export function valueAt({ firstCell, lastCell, last, store, begin }: Series, cell: number): number {
  if (cell < firstCell || cell > lastCell) return Number.NaN;
  return store === undefined || cell === lastCell ? last : (store.numbers[begin + cell - firstCell] ?? Number.NaN);
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
  const end = Math.min(to, series.lastCell);
  for (let cell = Math.max(from, series.firstCell); cell <= end; cell++) {
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
