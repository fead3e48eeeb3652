import type { Paint } from '../color.js';

/** What one column of one row says; a list is names, in their order. */
export type ColumnValue = string | number | boolean | null | readonly string[];

/** One column of a listing. */
export interface Column<Row> {
  /** Names it for --columns and --sort, and in the first line of CSV and TSV. */
  readonly key: string;
  /** Names it in a table. */
  readonly heading: string;
  readonly align?: 'left' | 'right';
  /** May be cut where the table is wider than the terminal. */
  readonly shrinks?: boolean;
  /** For people: no other format has it, unless it is asked for by name. */
  readonly tableOnly?: boolean;
  readonly value: (row: Row) => ColumnValue;
  /** What a table shows where that is not the value alone. */
  readonly cell?: (row: Row) => string;
  /** The colour of a table's cell. */
  readonly tint?: (row: Row) => keyof Paint | undefined;
}

/** One kind of rows and how they are listed. */
export interface Listing<Row> {
  /** The `type` of a row in JSON Lines. */
  readonly type: string;
  readonly columns: readonly Column<Row>[];
  /** The keys of the columns that a table has, and those of plain lines, unless others are asked for. */
  readonly tableColumns: readonly string[];
  readonly plainColumns: readonly string[];
  /** The key of the column by which rows are ordered unless another is asked for; without it they come as they are. */
  readonly sortColumn?: string;
  /** A row as JSON has it. */
  readonly json: (row: Row) => object;
}

/** The row under a rule at the end of a table: what stands in which column. */
export type Totals = Readonly<Record<string, ColumnValue>>;
