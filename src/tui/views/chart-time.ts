import type { Range } from '../model/interface.js';
import type { Series } from '../model/series.js';
import { cellAt, columnsOf } from '../model/series.js';
import type { Model } from '../model/types.js';
import { RANGE_CELLS } from './ranges.js';

/** Gives the last cell of charts: that of the newest answer, or of now where none comes any more: then there is a gap. */
export function chartedUntil({ data: { answered, isStale }, now }: Model): number {
  return cellAt(answered === undefined || isStale ? now.atMs : answered.atMs);
}

/** Gives the numbers of a range, in `width` columns, until a cell. */
export function charted(series: Series, until: number, range: Range, width: number): number[] {
  return columnsOf(series, until, RANGE_CELLS[range], width);
}
