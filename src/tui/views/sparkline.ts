import { gapSign, largestOf } from './gaps.js';

const LEVELS = '▁▂▃▄▅▆▇█';

/** Draws numbers side by side, each as high as its share of the largest; a gap is `╌`, but blank before the first. */
export function sparkline(values: readonly number[]): string {
  const most = largestOf(values);
  const gap = gapSign(values);
  return values.map((value, at) => (Number.isNaN(value) ? gap(at) : LEVELS[levelOf(value, most)])).join('');
}

function levelOf(value: number, most: number): number {
  return most === 0 ? 0 : Math.round((value / most) * (LEVELS.length - 1));
}
