import { displayWidth } from '../../cli/output/display-width.js';
import type { Line, Target } from '../lines.js';

/** Gives what a click means on a cell of a screen, counted from 0; undefined where it means nothing. */
export function targetAt(lines: readonly Line[], col: number, row: number): Target | undefined {
  const line = lines[row];
  if (line?.key !== undefined) return { kind: 'row', key: line.key };
  let end = 0;
  for (const { text, sortsBy } of line?.spans ?? []) {
    end += displayWidth(text);
    if (col < end) return sortsBy && { kind: 'heading', column: sortsBy };
  }
  return undefined;
}
