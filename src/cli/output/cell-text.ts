import type { ColumnValue } from './column.js';
import { cutToWidth, displayWidth } from './display-width.js';
import { printable } from './printable.js';

/** Writes a value for people: numbers in groups of three, `-` for what is not known. */
export function cellText(value: ColumnValue): string {
  if (typeof value === 'number') return groupedNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : (value ?? []).join(' ');
  return text === '' ? '-' : printable(text);
}

/** Writes a value for programs that split lines: no grouping, names of a list separated by spaces. */
export function plainText(value: ColumnValue, absent: string): string {
  if (value === null) return absent;
  if (typeof value === 'object') return printable(value.join(' '));
  return printable(String(value));
}

/** Writes a number with a space between thousands: `3 204`, `0.61`. */
function groupedNumber(number: number): string {
  const [whole = '', fraction] = String(number).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Writes how many there are of something: `1 function`, `3 204 jobs`. */
export function counted(number: number, noun: string): string {
  return `${groupedNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Fits a cell into `width`: text is cut, of a list as many names are left as there is room for, and `+3`. */
export function fitCell(text: string, value: ColumnValue, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  if (typeof value !== 'object' || value === null) return cutToWidth(text, width, ellipsis);
  const names = value.map(printable);
  for (let kept = names.length - 1; kept > 0; kept--) {
    const shortened = `${names.slice(0, kept).join(' ')} +${names.length - kept}`;
    if (displayWidth(shortened) <= width) return shortened;
  }
  const more = names.length > 1 ? ` +${names.length - 1}` : '';
  return cutToWidth(names[0] ?? '', width - more.length, ellipsis) + more;
}
