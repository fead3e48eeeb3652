import type { Line, Span } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { cursorOf, firstVisible } from '../selectors/cursor.js';
import { functionRows, isIdle } from '../selectors/function-rows.js';
import { functionLayout } from './function-layout.js';
import { blanks, span } from './spans.js';
import { headingLine, rowLine } from './table.js';

/** What is to be seen of a list. */
export interface ListPart {
  readonly lines: readonly Line[];
  /** The first and the last row, from 1; 0 where there is none. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** What stands above the columns. */
  readonly headings: readonly string[];
}

/** Draws the functions as a table of `height` lines at most, its headings included. */
export function functionList(model: Model, width: number, height: number, isWide: boolean): ListPart {
  const { rows, folded, all } = functionRows(model);
  const columns = functionLayout(model, width, isWide);
  const headings = columns.map((column) => column.heading);
  const { spans } = headingLine(columns);
  const heading = { spans: [blanks(2), ...spans] };
  if (rows.length === 0 && folded === 0) {
    const lines = [heading, { spans: emptyWords(model, all) }];
    return { lines: lines.slice(0, height), from: 0, to: 0, count: 0, headings };
  }
  const room = Math.max(0, height - 1 - (folded > 0 ? 1 : 0));
  const { at } = cursorOf(model);
  const first = firstVisible(rows.length, at, room);
  const shown = rows.slice(first, first + room);
  const lines = shown.map((each, index) => {
    const row = first + index;
    return functionLine(model, each, rowLine(columns, each).spans, { isSelected: row === at, isOdd: row % 2 === 1 });
  });
  const rest: Line[] = folded === 0 ? [] : [{ spans: [span(`  ${folded} idle`, 'dim')] }];
  const to = first + shown.length;
  return {
    lines: [heading, ...lines, ...rest].slice(0, height),
    from: Math.min(first + 1, to),
    to,
    count: rows.length,
    headings,
  };
}

function functionLine(
  { data, interface: { zebra } }: Model,
  each: FunctionModel,
  spans: readonly Span[],
  { isSelected, isOdd }: { readonly isSelected: boolean; readonly isOdd: boolean },
): Line {
  const cells = isIdle(each) ? spans.map(dimmed) : spans;
  const line = { spans: [span(isSelected ? '▸ ' : '  ', 'strong'), ...cells], key: each.name };
  if (isSelected) return { ...line, ground: 'selected' };
  if (data.isStale || each.isStale) return { ...line, ground: 'stale' };
  return zebra && isOdd ? { ...line, ground: 'zebra' } : line;
}

function dimmed(each: Span): Span {
  return each.role === 'text' ? { ...each, role: 'dim' } : each;
}

function emptyWords({ data, interface: { filter } }: Model, all: number): Span[] {
  if (data.answered === undefined) return [span('  waiting for the first answer', 'dim')];
  if (all > 0) return [span(`  no function matches ${filter.text}: esc shows all`, 'dim')];
  return [span('  no functions yet: start a worker with `gearctl work NAME -- CMD`', 'dim')];
}
