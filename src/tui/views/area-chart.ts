import type { Look, Role, Span } from '../lines.js';
import { asciiText } from './ascii.js';
import { gapSign, largestOf } from './gaps.js';
import { span } from './spans.js';

/** How many values fit side by side in a cell of a chart. */
export function valuesPerCell(graph: Look['graph']): number {
  return graph === 'braille' ? 2 : 1;
}

/** Steps in the height of a cell. */
const BRAILLE_STEPS = 4;
const BLOCK_STEPS = 8;

const BLOCKS = ' ▁▂▃▄▅▆▇█';

/** The dots of the left and the right half of a braille cell, from the bottom up. */
const LEFT_DOTS = [0x40, 0x04, 0x02, 0x01] as const;
const RIGHT_DOTS = [0x80, 0x20, 0x10, 0x08] as const;

/** Says how far up a chart a row is. */
const HEIGHT_ROLES: readonly Role[] = ['chart-low', 'chart-middle', 'chart-high'];

/**
 * Draws numbers as an area of `height` rows, the highest first: `valuesPerCell` of them for each cell. The largest
 * reaches the top; what is more than nothing is to be seen; a gap (NaN) is `╌`, what was before the first number blank.
 */
export function areaChart(values: readonly number[], height: number, graph: Look['graph'], top = largestOf(values)) {
  const steps = graph === 'braille' ? BRAILLE_STEPS : BLOCK_STEPS;
  const heights = values.map((value) => {
    const share = value === 0 ? 0 : value / top;
    return share === 0 ? 0 : Math.max(1, Math.round(share * height * steps));
  });
  const gap = gapSign(values);
  return Array.from({ length: height }, (_, row): Span => {
    const below = (height - row - 1) * steps;
    const cells = graph === 'braille' ? brailleRow(heights, below, gap) : blockRow(heights, below, gap);
    const share = (height - row - 0.5) / height;
    const role = HEIGHT_ROLES[Math.floor(share * HEIGHT_ROLES.length)];
    return { ...span(graph === 'ascii' ? asciiText(cells) : cells, role), share };
  });
}

type GapSign = (at: number) => string;

function blockRow(heights: readonly number[], below: number, gap: GapSign): string {
  return heights
    .map((each, at) => (Number.isNaN(each) ? gap(at) : BLOCKS[Math.max(0, Math.min(BLOCK_STEPS, each - below))]))
    .join('');
}

/** A cell of two gaps is a gap; of one it shows the other number. */
function brailleRow(heights: readonly number[], below: number, gap: GapSign): string {
  let row = '';
  for (let at = 0; at < heights.length; at += 2) {
    const [left = Number.NaN, right = Number.NaN] = [heights[at], heights[at + 1]];
    if (Number.isNaN(left) && Number.isNaN(right)) row += gap(at);
    else row += brailleCell(dotsOf(left - below, LEFT_DOTS) | dotsOf(right - below, RIGHT_DOTS));
  }
  return row;
}

function brailleCell(dots: number): string {
  return dots === 0 ? ' ' : String.fromCharCode(0x2800 + dots);
}

function dotsOf(height: number, dots: readonly number[]): number {
  return dots.reduce((sum, dot, at) => (height > at ? sum | dot : sum), 0);
}
