import { displayWidth } from '../../cli/output/display-width.js';
import type { Line } from '../lines.js';
import { fitted, span } from './spans.js';

/** A key and what it does, as short as it can be said. */
export type KeyHint = readonly [key: string, does: string];

/** How many hints at the end stay where there is no room for all: help and the way out. */
const KEPT = 2;

/** Draws the line of keys at the bottom; hints go from the middle where there is no room for them. */
export function keyLine(hints: readonly KeyHint[], cols: number, gap: number): Line {
  const [first, last] = [hints.slice(0, -KEPT), hints.slice(-KEPT)];
  while (first.length > 0 && hintsWidth([...first, ...last], gap) > cols) first.pop();
  const shown = [...first, ...last];
  const spans = shown.flatMap(([key, does], at) => [
    span(at === 0 ? ' ' : ' '.repeat(gap)),
    span(key, 'key'),
    span(` ${does}`),
  ]);
  return { spans: fitted(spans, cols) };
}

function hintsWidth(hints: readonly KeyHint[], gap: number): number {
  return hints.reduce((sum, [key, does]) => sum + displayWidth(key) + 1 + does.length, 1 + gap * (hints.length - 1));
}
