import type { Column, ColumnValue } from './column.js';

/**
 * Orders rows by one column: numbers from the largest, anything else from A to Z, what is not known last; `reverse`
 * turns that round. Rows that are equal there go by the first column.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  key: string,
  reverse: boolean,
): Row[] {
  const by = columns.find((column) => column.key === key) ?? columns[0];
  const first = columns[0];
  if (by === undefined || first === undefined) return [...rows];
  const sign = reverse ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(by.value(a), by.value(b)) || compare(first.value(a), first.value(b)));
}

function compare(a: ColumnValue, b: ColumnValue): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : Number(left > right);
}
