import type { FunctionColumn, WorkerColumn } from './model/interface.js';

/**
 * What a piece of text is for. A theme gives each role its colours; a glyph or a word always says the same, so that
 * nothing depends on them.
 */
export type Role =
  | 'text'
  | 'title'
  | 'border'
  | 'heading'
  | 'sorted'
  | 'dim'
  | 'strong'
  | 'growing'
  | 'draining'
  | 'alarm'
  | 'calm'
  | 'busy-low'
  | 'busy-high'
  | 'busy-full'
  | 'chart-low'
  | 'chart-middle'
  | 'chart-high'
  | 'up'
  | 'slow'
  | 'down'
  | 'key'
  | 'info'
  | 'error';

/** Text without control characters, all in one role. */
export interface Span {
  readonly text: string;
  /** Default: `text`. */
  readonly role?: Role;
  /** In a chart: how far up it is, from 0 to 1. Where a terminal has all colours, that is one of a gradient. */
  readonly share?: number;
  /** Of a heading: the column that the list is ordered by when it is clicked on. */
  readonly sortsBy?: FunctionColumn | WorkerColumn;
}

/** One line of a screen. */
export interface Line {
  readonly spans: readonly Span[];
  /** What the whole line stands on: the title bar, the selected row, every other row, or data that is out of date. */
  readonly ground?: 'title' | 'selected' | 'zebra' | 'stale';
  /** Of a row that the cursor can be on: what it is on then. */
  readonly key?: string;
}

/** What a click is on: a row of the list that has the cursor, or the heading of a column. */
export type Target =
  | { readonly kind: 'row'; readonly key: string }
  | { readonly kind: 'heading'; readonly column: FunctionColumn | WorkerColumn };

/** How many colours a terminal has. Which of the 16 looks how is its own business. */
export type ColorDepth = '16' | 'truecolor';

/** How a screen may be drawn; colours come later, from the theme. */
export interface Look {
  /** What charts are made of. */
  readonly graph: 'braille' | 'block' | 'ascii';
  /** Whether borders and signs go beyond ASCII. */
  readonly unicode: boolean;
  /** How many colours the terminal has. Default: 16. */
  readonly depth?: ColorDepth;
}

/** Draws a model: `rows` lines at most, none wider than `cols` cells. Pure. */
export type View<Model> = (model: Model, cols: number, rows: number, look: Look) => readonly Line[];

/** Gives the text of a line without its roles. */
export function plainLine({ spans }: Line): string {
  return spans.map(({ text }) => text).join('');
}
