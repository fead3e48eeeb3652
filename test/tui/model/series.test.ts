import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  EMPTY_SERIES,
  KEPT_CELLS,
  recorded,
  type Series,
  sumOf,
  valueAt,
} from '../../../src/tui/model/series.js';

const GAP = Number.NaN;

function seriesOf(first: number, ...values: readonly number[]): Series {
  return values.reduce(
    (series, value, at) => (Number.isNaN(value) ? series : recorded(series, first + at, first + at, value)),
    EMPTY_SERIES,
  );
}

describe('a series', () => {
  it('keeps the number of each cell, and is never changed', () => {
    const before = seriesOf(1000, 3, 4);
    const after = recorded(before, 1002, 1002, 5);
    expect([valueAt(after, 1000), valueAt(after, 1001), valueAt(after, 1002)]).toEqual([3, 4, 5]);
    expect(valueAt(before, 1002)).toBe(GAP);
  });

  it('goes on in several ways from the same point, each with its own numbers', () => {
    const before = seriesOf(1000, 3, 4);
    const [one, other] = [recorded(before, 1002, 1003, 5), recorded(before, 1002, 1003, 7)];
    const [oneMore, otherMore] = [recorded(one, 1004, 1004, 6), recorded(other, 1004, 1004, 8)];
    const numbers = (series: Series) => [1000, 1001, 1002, 1003, 1004].map((cell) => valueAt(series, cell));
    expect(numbers(oneMore)).toEqual([3, 4, 5, 5, 6]);
    expect(numbers(otherMore)).toEqual([3, 4, 7, 7, 8]);
    expect(numbers(before)).toEqual([3, 4, GAP, GAP, GAP]);
  });

  it('takes no room while it is the same all the time, and then has all of it', () => {
    const flat = recorded(seriesOf(1000, 5), 1001, 1100, 5);
    expect(flat.store).toBeUndefined();
    expect(sumOf(flat, 1000, 1100)).toEqual({ sum: 505, cells: 101 });
    expect([valueAt(flat, 999), valueAt(flat, 1101)]).toEqual([GAP, GAP]);
    const raised = recorded(flat, 1100, 1100, 7);
    expect([valueAt(raised, 1000), valueAt(raised, 1099), valueAt(raised, 1100)]).toEqual([5, 5, 7]);
    const later = recorded(flat, 1102, 1102, 5);
    expect([1000, 1100, 1101, 1102].map((cell) => valueAt(later, cell))).toEqual([5, 5, GAP, 5]);
  });

  it('counts what comes too late for the last cell', () => {
    const series = recorded(seriesOf(1000, 3, 4), 1000, 1000, 9);
    expect([valueAt(series, 1000), valueAt(series, 1001)]).toEqual([3, 9]);
  });

  it('keeps the larger of two numbers in a cell, or the later', () => {
    const before = seriesOf(70, 9);
    expect(valueAt(recorded(before, 70, 70, 4), 70)).toBe(9);
    expect(valueAt(recorded(before, 70, 70, 4, 'last'), 70)).toBe(4);
  });

  it('fills all cells that a number stands for, however many', () => {
    const series = recorded(seriesOf(55, 1), 56, 130, 7);
    expect(sumOf(series, 56, 130)).toEqual({ sum: 75 * 7, cells: 75 });
  });

  it('has a gap where nothing was recorded', () => {
    const series = seriesOf(10, 1, GAP, GAP, 2);
    expect(columnsOf(series, 13, 4, 4)).toEqual([1, GAP, GAP, 2]);
  });

  it('forgets what is older than an hour, and after a longer gap everything', () => {
    let series = EMPTY_SERIES;
    for (let cell = 1; cell <= 3 * KEPT_CELLS; cell++) series = recorded(series, cell, cell, cell);
    expect(sumOf(series, 2 * KEPT_CELLS + 1, 3 * KEPT_CELLS).cells).toBe(KEPT_CELLS);
    expect(valueAt(series, KEPT_CELLS)).toBe(GAP);
    expect(series.store?.numbers.length).toBeLessThan(1.5 * KEPT_CELLS);
    const later = recorded(series, 10 * KEPT_CELLS, 10 * KEPT_CELLS, 1);
    expect(later).toMatchObject({ firstCell: 10 * KEPT_CELLS, lastCell: 10 * KEPT_CELLS });
    expect(valueAt(later, 10 * KEPT_CELLS)).toBe(1);
  });
});

describe('the columns of a series', () => {
  it.each([
    { width: 3, columns: [2, 9, 5] },
    { width: 2, columns: [9, 8] },
    { width: 6, columns: [1, 2, 9, 8, 5, 3] },
    { width: 12, columns: [1, 1, 2, 2, 9, 9, 8, 8, 5, 5, 3, 3] },
  ])('show the largest of their cells, so that peaks survive: $width of six cells', ({ width, columns }) => {
    const series = seriesOf(1, 1, 2, 9, 8, 5, 3);
    expect(columnsOf(series, 6, 6, width)).toEqual(columns);
  });
});
