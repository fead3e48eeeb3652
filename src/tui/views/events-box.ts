import type { Line } from '../lines.js';
import type { Model } from '../model/types.js';
import { box } from './box.js';
import { eventWords } from './event-words.js';
import { blanks, fitted, span } from './spans.js';

/** Draws the newest events in two columns, the newest at the top left. */
export function eventsBox({ data: { events } }: Model, width: number, height: number): Line[] {
  const rows = height - 2;
  // The right column begins a little right of the middle.
  const middle = Math.floor(width / 2) + 2;
  const cell = (at: number, cells: number) => {
    const event = events[at];
    return fitted(event === undefined ? [] : eventWords(event), cells);
  };
  const lines = Array.from({ length: rows }, (_, row) => ({
    spans: [blanks(1), ...cell(row, middle - 3), blanks(2), ...cell(row + rows, width - middle - 3)],
  }));
  return box(lines, { width, title: [span('EVENTS', 'strong')], note: [span('e full list')] });
}
