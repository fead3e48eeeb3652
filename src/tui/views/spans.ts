import { cutToWidth, displayWidth } from '../../cli/output/display-width.js';
import type { Role, Span } from '../lines.js';

/** Makes a span. */
export function span(text: string, role: Role = 'text'): Span {
  return { text, role };
}

/** Gives a span of `width` blanks. */
export function blanks(width: number): Span {
  return span(' '.repeat(Math.max(0, width)));
}

/** Tells how many cells spans take. */
export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Makes spans exactly `width` cells wide: cut, or filled up with blanks on the right. */
export function fitted(spans: readonly Span[], width: number): Span[] {
  const kept: Span[] = [];
  let left = Math.max(0, width);
  for (const each of spans) {
    if (left === 0) break;
    const text = cutToWidth(each.text, left, '…');
    kept.push({ ...each, text });
    left -= displayWidth(text);
    if (text !== each.text) break;
  }
  return left > 0 ? [...kept, blanks(left)] : kept;
}

/** Makes spans exactly `width` cells wide: cut, or with blanks before them. */
export function fittedRight(spans: readonly Span[], width: number): Span[] {
  const surplus = width - spansWidth(spans);
  return surplus > 0 ? [blanks(surplus), ...spans] : fitted(spans, width);
}

/** Puts spans at both ends of `width` cells. Without room for both the left is cut, as far as `least` cells. */
export function apart(left: readonly Span[], right: readonly Span[], width: number, least = 0): Span[] {
  const room = width - spansWidth(right);
  return room < least ? fitted(left, width) : [...fitted(left, room), ...right];
}

/** Cuts a text in its middle, so that `tail` cells of its end are left. */
export function cutMiddle(text: string, width: number, tail = Math.floor((width - 1) / 2)): string {
  if (displayWidth(text) <= width) return text;
  let end = '';
  for (const character of [...text].reverse()) {
    if (displayWidth(character + end) > tail) break;
    end = character + end;
  }
  // A mark without the letter that it belongs to would stand on the ellipsis.
  const rest = end.replace(/^\p{M}+/u, '');
  return cutToWidth(text, width - displayWidth(rest), width > displayWidth(rest) ? '…' : '') + rest;
}

/** Joins groups of spans, leaving out those that are empty, with `separator` between them. */
export function joined(groups: readonly (readonly Span[])[], separator: string): Span[] {
  const full = groups.filter((group) => group.length > 0);
  return full.flatMap((group, at) => (at === 0 ? group : [span(separator, 'dim'), ...group]));
}

/** Joins as many groups of spans, from the first on, as fit `width` cells. */
export function joinedIn(groups: readonly (readonly Span[])[], separator: string, width: number): Span[] {
  const full = groups.filter((group) => group.length > 0);
  while (full.length > 1 && spansWidth(joined(full, separator)) > width) full.pop();
  return joined(full, separator);
}

/** Gives the cells from `from` up to `to`; a wide character that is cut through becomes a blank. */
export function sliced(spans: readonly Span[], from: number, to: number): Span[] {
  const kept: Span[] = [];
  let at = 0;
  for (const each of spans) {
    let text = '';
    for (const character of each.text) {
      const cells = displayWidth(character);
      const inside = Math.max(0, Math.min(at + cells, to) - Math.max(at, from));
      text += inside === cells && at >= from && at <= to ? character : ' '.repeat(inside);
      at += cells;
    }
    if (text !== '') kept.push({ ...each, text });
  }
  return kept;
}
