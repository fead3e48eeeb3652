import { plainText } from './cell-text.js';
import type { Column } from './column.js';

/** Writes rows as lines of columns with a tab between them and no header, as gearadmin does; `-` is an absent value. */
export function plainLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => `${columns.map(({ value }) => plainText(value(row), '-')).join('\t')}\n`).join('');
}

/** Writes rows as tab-separated values; an absent value is empty. */
export function tsvLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], header: boolean): string {
  const head = header ? `${columns.map(({ key }) => key).join('\t')}\n` : '';
  return head + rows.map((row) => `${columns.map(({ value }) => plainText(value(row), '')).join('\t')}\n`).join('');
}

/** Writes rows as comma-separated values (RFC 4180: CRLF, quotes round what needs them, doubled inside). */
export function csvLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], header: boolean): string {
  const line = (fields: readonly string[]) => `${fields.map(quoted).join(',')}\r\n`;
  const head = header ? line(columns.map(({ key }) => key)) : '';
  return head + rows.map((row) => line(columns.map(({ value }) => plainText(value(row), '')))).join('');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
