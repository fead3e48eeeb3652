import type { Line } from '../lines.js';
import { type Cursor, firstVisible } from '../selectors/cursor.js';
import { blanks, span } from './spans.js';
import { type Column, headingLine, rowLine } from './table.js';

/** A table of which a part is to be seen. */
export interface RowsPart {
  /** The headings and the rows. */
  readonly lines: readonly Line[];
  /** The first and the last row that are to be seen, from 1; both 0 where there is none. */
  readonly from: number;
  readonly to: number;
}

/** How a table is drawn. */
export interface RowsLook {
  /** How many lines there are for it, headings included. */
  readonly height: number;
  /** Where the cursor is, and what it is on in each row. */
  readonly cursor: Cursor;
  /** Cells before the first column, in which the cursor is: 1 or 2. */
  readonly margin: 1 | 2;
  readonly zebra: boolean;
}

/** Draws the headings, and the rows around the cursor. */
export function tableRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: RowsLook): RowsPart {
  const { height, cursor, margin, zebra } = look;
  const room = Math.max(0, height - 1);
  const first = firstVisible(rows.length, cursor.at, room);
  const shown = rows.slice(first, first + room);
  const lines = shown.map((row, index): Line => {
    const isSelected = first + index === cursor.at;
    const sign = isSelected ? span('▸'.padEnd(margin), 'strong') : blanks(margin);
    const key = cursor.keys[first + index];
    const line = { spans: [sign, ...rowLine(columns, row).spans], ...(key !== undefined && { key }) };
    if (isSelected) return { ...line, ground: 'selected' };
    return zebra && (first + index) % 2 === 1 ? { ...line, ground: 'zebra' } : line;
  });
  const heading = { spans: [blanks(margin), ...headingLine(columns).spans] };
  const to = first + shown.length;
  return { lines: [heading, ...lines].slice(0, height), from: Math.min(first + 1, to), to };
}
