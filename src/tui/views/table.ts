import type { Line, Role, Span } from '../lines.js';
import { blanks, fitted, fittedRight, span } from './spans.js';

/** A column of a table. */
export interface Column<Row> {
  readonly heading: string;
  /** Cells between it and the column before. */
  readonly gap: number;
  readonly width: number;
  /** Default: left. */
  readonly align?: 'left' | 'right';
  /** An arrow behind the heading of the column that the rows are ordered by. */
  readonly arrow?: '↑' | '↓';
  /** The column that rows are ordered by when its heading is clicked on. */
  readonly sortsBy?: Span['sortsBy'];
  readonly cell: (row: Row) => readonly Span[];
}

/** Tells how wide columns are together. */
export function tableWidth(columns: readonly { readonly gap: number; readonly width: number }[]): number {
  return columns.reduce((sum, { gap, width }) => sum + gap + width, 0);
}

/** Draws the headings. */
export function headingLine<Row>(columns: readonly Column<Row>[]): Line {
  return {
    spans: columns.flatMap(({ heading, arrow, sortsBy, ...column }) => {
      const role: Role = arrow === undefined ? 'heading' : 'sorted';
      const name = span(heading, role);
      // An arrow stands where the number ends, so that headings stay where they are when the order changes.
      const text = arrow === undefined ? [name] : [name, span(arrow, role)];
      const cells = aligned(text, column);
      return sortsBy === undefined ? cells : cells.map((each) => ({ ...each, sortsBy }));
    }),
  };
}

/** Draws a row. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): Line {
  return { spans: columns.flatMap(({ cell, ...column }) => aligned(cell(row), column)) };
}

function aligned(spans: readonly Span[], { gap, width, align }: Pick<Column<unknown>, 'gap' | 'width' | 'align'>) {
  return [blanks(gap), ...(align === 'right' ? fittedRight(spans, width) : fitted(spans, width))];
}
