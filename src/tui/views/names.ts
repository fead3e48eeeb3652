import { displayWidth } from '../../cli/output/display-width.js';
import { cutMiddle } from './spans.js';

/** Writes as many names as fit `width` cells, and `…` for the rest. */
export function namesIn(names: readonly string[], width: number): string {
  const whole = names.join(' ');
  if (displayWidth(whole) <= width) return whole;
  const [first = ''] = names;
  for (let kept = names.length - 1; kept > 0; kept--) {
    const text = `${names.slice(0, kept).join(' ')} …`;
    if (displayWidth(text) <= width) return text;
  }
  return names.length === 1 ? cutMiddle(first, width) : `${cutMiddle(first, width - 2)} …`;
}
