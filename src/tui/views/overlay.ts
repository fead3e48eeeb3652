import type { Line, Span } from '../lines.js';
import { fitted, sliced, span, spansWidth } from './spans.js';

/** Lays a box over the middle of a screen; what is left, right, above and below of it stays. */
export function overlaid(lines: readonly Line[], over: readonly Line[], cols: number): Line[] {
  const width = Math.max(0, ...over.map(({ spans }) => spansWidth(spans)));
  const left = Math.max(0, Math.floor((cols - width) / 2));
  const top = Math.max(0, Math.floor((lines.length - over.length) / 2));
  return lines.map((line, row) => {
    const covering = over[row - top];
    return covering === undefined ? line : covered(line, covering, left, width, cols);
  });
}

/** What lies beside a box stands back. */
function covered({ spans }: Line, over: Line, left: number, width: number, cols: number): Line {
  const under = fitted(spans, cols);
  const behind = (each: Span): Span => (each.role === 'border' ? each : span(each.text, 'dim'));
  return {
    spans: [...sliced(under, 0, left).map(behind), ...over.spans, ...sliced(under, left + width, cols).map(behind)],
  };
}
