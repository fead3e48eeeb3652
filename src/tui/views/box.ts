import type { Line, Span } from '../lines.js';
import { fitted, span, spansWidth } from './spans.js';

/** What stands in the border of a box. */
export interface Frame {
  readonly width: number;
  readonly title?: readonly Span[];
  /** At the other end of the upper border. */
  readonly note?: readonly Span[];
  readonly footer?: readonly Span[];
  /** At the other end of the lower border. */
  readonly footnote?: readonly Span[];
}

/** Draws a box around lines, which are made as wide as it is inside. */
export function box(content: readonly Line[], { width, title, note, footer, footnote }: Frame): Line[] {
  const border = span('│', 'border');
  return [
    { spans: edge(['╭', '╮'], title, note, width) },
    ...content.map((line) => ({ ...line, spans: [border, ...fitted(line.spans, width - 2), border] })),
    { spans: edge(['╰', '╯'], footer, footnote, width) },
  ];
}

/** Puts boxes next to each other; all must be of the same height. */
export function sideBySide(boxes: readonly (readonly Line[])[]): Line[] {
  const [first = []] = boxes;
  return first.map((_, row) => ({ spans: boxes.flatMap((lines) => lines[row]?.spans ?? []) }));
}

/** Fills lines up to `height`, or cuts them there. */
export function ofHeight(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, row) => lines[row] ?? { spans: [] });
}

function edge(
  corners: readonly [string, string],
  left: readonly Span[] = [],
  right: readonly Span[] = [],
  width: number,
) {
  const room = width - 2;
  const label = labelled(left, room, 'left');
  const note = labelled(right, room - spansWidth(label) - 1, 'right');
  const rule = '─'.repeat(Math.max(0, room - spansWidth(label) - spansWidth(note)));
  return [span(corners[0], 'border'), ...label, span(rule, 'border'), ...note, span(corners[1], 'border')];
}

/** A text in a border; what is on the right is left out where there is no room for it, what is on the left is cut. */
function labelled(spans: readonly Span[], room: number, side: 'left' | 'right'): Span[] {
  const width = spansWidth(spans);
  if (width === 0 || room < 4 || (side === 'right' && width + 3 > room)) return [];
  const text = width + 3 > room ? fitted(spans, room - 3) : spans;
  return side === 'left'
    ? [span('─ ', 'border'), ...text, span(' ', 'border')]
    : [span(' ', 'border'), ...text, span(' ─', 'border')];
}
