import type { Line } from '../lines.js';
import { firstVisible } from '../selectors/cursor.js';
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
  /** The row that the cursor is on. */
  readonly at: number;
  /** Cells before the first column, in which the cursor is: 1 or 2. */
  readonly margin: 1 | 2;
  readonly zebra: boolean;
}

/** Draws the headings, and the rows around the cursor. */
export function tableRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: RowsLook): RowsPart {
  const { height, at, margin, zebra } = look;
  const room = Math.max(0, height - 1);
  const first = firstVisible(rows.length, at, room);
  const shown = rows.slice(first, first + room);
  const lines = shown.map((row, index): Line => {
    const isSelected = first + index === at;
    const cursor = isSelected ? span('▸'.padEnd(margin), 'strong') : blanks(margin);
    const line = { spans: [cursor, ...rowLine(columns, row).spans] };
    if (isSelected) return { ...line, ground: 'selected' };
    return zebra && (first + index) % 2 === 1 ? { ...line, ground: 'zebra' } : line;
  });
  const heading = { spans: [blanks(margin), ...headingLine(columns).spans] };
  const to = first + shown.length;
  return { lines: [heading, ...lines].slice(0, height), from: Math.min(first + 1, to), to };
}
