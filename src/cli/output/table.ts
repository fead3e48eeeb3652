import type { Paint } from '../color.js';
import { cellText, fitCell } from './cell-text.js';
import type { Column, ColumnValue, Totals } from './column.js';
import { displayWidth } from './display-width.js';
import type { Glyphs } from './glyphs.js';

/** What there is to draw with. */
export interface Drawing {
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** The cells of the terminal's width; Infinity where there is no terminal. */
  readonly width: number;
}

/** How a table may look. */
export interface TableStyle extends Drawing {
  readonly header: boolean;
}

interface Cell {
  readonly text: string;
  readonly value: ColumnValue;
  readonly tint: keyof Paint | undefined;
}

const GAP = 2;
const MIN_SHRUNK_WIDTH = 8;
const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Draws a table without borders, at most as wide as the style says where columns can shrink. Ends in a line end. */
export async function drawTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  totals: Totals | undefined,
  style: TableStyle,
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const body = rows.map((row) => columns.map((column) => cellOf(column, row)));
  const last = totals && columns.map(({ key }) => plainCell(key in totals ? (totals[key] ?? null) : ''));
  const head = columns.map(({ heading }): Cell => ({ text: heading, value: heading, tint: 'bold' }));
  const lines = [...(style.header ? [head] : []), ...body, ...(last === undefined ? [] : [last])];
  const widths = fittingWidths(columns, naturalWidths(columns, lines), style.width);

  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    colWidths: widths.map((width) => width + GAP),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    truncate: style.glyphs.ellipsis,
  });
  const rule = style.paint.dim(style.glyphs.rule.repeat(totalWidth(widths)));
  for (const cells of lines) {
    if (cells === last) table.push([{ colSpan: columns.length, content: rule }]);
    table.push(cells.map((cell, at) => paintCell(cell, widths[at] ?? 0, style)));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** Draws a table in Markdown, uncut and without colour. Ends in a line end. */
export function drawMarkdown<Row>(columns: readonly Column<Row>[], rows: readonly Row[], totals?: Totals): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const head = line(columns.map(({ heading }) => heading));
  const rule = line(columns.map(({ align }) => (align === 'right' ? '---:' : '---')));
  const body = rows.map((row) => line(columns.map((column) => cellOf(column, row).text)));
  const last = totals && line(columns.map(({ key }) => (key in totals ? cellText(totals[key] ?? null) : '')));
  return [head, rule, ...body, last ?? ''].join('');
}

function cellOf<Row>(column: Column<Row>, row: Row): Cell {
  const value = column.value(row);
  return { text: column.cell?.(row) ?? cellText(value), value, tint: column.tint?.(row) };
}

function plainCell(value: ColumnValue): Cell {
  return { text: value === '' ? '' : cellText(value), value, tint: undefined };
}

function paintCell({ text, value, tint }: Cell, width: number, { paint, glyphs }: TableStyle): string {
  const fitted = fitCell(text, value, width, glyphs.ellipsis);
  return tint === undefined ? fitted : paint[tint](fitted);
}

function naturalWidths(columns: readonly unknown[], lines: readonly Cell[][]): number[] {
  return columns.map((_, at) => Math.max(0, ...lines.map((cells) => displayWidth(cells[at]?.text ?? ''))));
}

/** Takes what is too wide from the columns that may shrink, a cell at a time from the widest. */
function fittingWidths<Row>(columns: readonly Column<Row>[], natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  while (totalWidth(widths) > available) {
    const candidates = columns.flatMap(({ shrinks }, at) =>
      shrinks && (widths[at] ?? 0) > MIN_SHRUNK_WIDTH ? [{ at, width: widths[at] ?? 0 }] : [],
    );
    const widest = candidates.sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widths[widest.at] = widest.width - 1;
  }
  return widths;
}

function totalWidth(widths: readonly number[]): number {
  return widths.filter((width) => width > 0).reduce((sum, width) => sum + width + GAP, -GAP);
}
