import { UsageError } from '../../errors.js';
import { NO_PAINT, type Paint } from '../color.js';
import type { Format, TableStyleName } from '../flags/output.js';
import type { Column, Listing, Totals } from './column.js';
import { csvLines, plainLines, tsvLines } from './delimited.js';
import { type Glyphs, glyphsFor } from './glyphs.js';
import { Screen, type Terminal } from './screen.js';
import { sortRows } from './sort.js';
import { drawMarkdown, drawTable } from './table.js';

/** How rows are to be written. */
export interface PrinterSettings {
  readonly format: Format;
  /** Keys of columns, in order; without them those of the listing. */
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly reverse?: boolean;
  readonly header?: boolean;
  readonly style?: TableStyleName;
  /** More than one report will come: each shows its time, and on a terminal a table takes the place of the one before. */
  readonly repeats?: boolean;
  readonly paint?: Paint;
  readonly glyphs?: Glyphs;
}

/** What is printed at once. */
export interface Report<Row> {
  readonly rows: readonly Row[];
  /** The JSON document; its schema is told by the first field. */
  readonly document: { readonly schema: string };
  /** When it was true, for those that are repeated. */
  readonly time: Date;
  readonly totals?: Totals | undefined;
  /** Lines under the table. */
  readonly notes?: readonly string[];
}

/** Prints reports of one kind in the format that was asked for, whatever that is. */
export class RowPrinter<Row> {
  readonly #listing: Listing<Row>;
  readonly #settings: PrinterSettings;
  readonly #columns: readonly Column<Row>[];
  readonly #output: Terminal & { readonly isTTY?: boolean };
  readonly #screen: Screen;
  #reports = 0;

  /** Throws UsageError for columns that the listing does not have. */
  constructor(listing: Listing<Row>, settings: PrinterSettings, output: Terminal & { readonly isTTY?: boolean }) {
    this.#listing = listing;
    this.#settings = settings;
    this.#output = output;
    this.#screen = new Screen(output);
    this.#columns = chosenColumns(listing, settings);
    if (settings.sort !== undefined) columnNamed(listing, settings.sort);
  }

  /** True where the notes of a report are shown. */
  get showsNotes(): boolean {
    return this.#settings.format === 'table';
  }

  get format(): Format {
    return this.#settings.format;
  }

  /** Writes a report. */
  async print(report: Report<Row>): Promise<void> {
    const { sort = this.#listing.sortColumn, reverse = false, format } = this.#settings;
    const rows = sort === undefined ? report.rows : sortRows(report.rows, this.#listing.columns, sort, reverse);
    const first = this.#reports++ === 0;
    if (format === 'table') await this.#printTable(rows, report, first);
    else this.#output.write(this.#text(format, rows, report, first));
  }

  #text(format: Exclude<Format, 'table'>, rows: readonly Row[], report: Report<Row>, first: boolean): string {
    const { repeats, header = true } = this.#settings;
    if (format === 'json') {
      return `${JSON.stringify(report.document, null, repeats || !this.#output.isTTY ? undefined : 2)}\n`;
    }
    if (format === 'jsonl') {
      const time = repeats ? { time: report.time.toISOString() } : {};
      const { type, json } = this.#listing;
      return rows.map((row) => `${JSON.stringify({ type, ...time, ...json(row) })}\n`).join('');
    }
    const columns = repeats ? [timeColumn<Row>(report.time), ...this.#columns] : this.#columns;
    if (format === 'plain') return plainLines(columns, rows);
    return (format === 'csv' ? csvLines : tsvLines)(columns, rows, header && first);
  }

  async #printTable(rows: readonly Row[], report: Report<Row>, first: boolean): Promise<void> {
    const { paint = NO_PAINT, glyphs = glyphsFor({}), header = true, repeats, style } = this.#settings;
    const width = this.#output.columns || Number.POSITIVE_INFINITY;
    const { totals, notes = [] } = report;
    const foot = notes.map((note) => `${note}\n`).join('');
    const draw = (shown: readonly Row[]) =>
      style === 'markdown'
        ? Promise.resolve(drawMarkdown(this.#columns, shown, totals))
        : drawTable(this.#columns, shown, totals, { paint, glyphs, width, header });
    if (!repeats || !this.#output.isTTY) {
      this.#output.write(`${first ? '' : '\n'}${await draw(rows)}${foot}`);
      return;
    }
    const taken = Number(header) + (totals === undefined ? 0 : 2) + notes.length + 1;
    const room = Math.max(0, this.#screen.height - taken);
    const more = rows.length > room ? `  ${glyphs.ellipsis} ${rows.length - room} more` : '';
    this.#screen.draw(`${await draw(rows.slice(0, room))}${foot}${paint.dim(clock(report.time) + more)}\n`);
  }
}

function chosenColumns<Row>(listing: Listing<Row>, { columns, format }: PrinterSettings): readonly Column<Row>[] {
  if (columns !== undefined) return columns.map((key) => columnNamed(listing, key));
  if (format === 'table') return listing.tableColumns.map((key) => columnNamed(listing, key));
  if (format === 'plain') return listing.plainColumns.map((key) => columnNamed(listing, key));
  return listing.columns.filter(({ tableOnly }) => !tableOnly);
}

function columnNamed<Row>(listing: Listing<Row>, key: string): Column<Row> {
  const column = listing.columns.find((candidate) => candidate.key === key);
  if (column !== undefined) return column;
  const keys = listing.columns.filter(({ tableOnly }) => !tableOnly).map((known) => known.key);
  throw new UsageError(`there is no column '${key}'`, { hint: `--columns and --sort take ${keys.join(', ')}` });
}

function timeColumn<Row>(time: Date): Column<Row> {
  return { key: 'time', heading: 'TIME', value: () => time.toISOString() };
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}
