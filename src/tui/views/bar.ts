import type { Role, Span } from '../lines.js';
import { span } from './spans.js';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** Draws a share from 0 to 1 as a bar of `width` cells, in eighths of a cell; only nothing at all leaves it empty. */
export function bar(share: number, width: number, role: Role = 'text'): Span[] {
  const eighths = Math.min(width * 8, Math.max(share > 0 ? 1 : 0, Math.floor(share * width * 8 + 1e-6)));
  const filled = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  return [span(filled, role), span('░'.repeat(width - filled.length), 'dim')];
}

/** Draws a number next to others as a bar without a ground, `width` cells for `most`; blanks fill it up. */
export function solidBar(number: number, most: number, width: number): string {
  const cells = number === 0 ? 0 : Math.max(1, Math.round((number / Math.max(1, most)) * width));
  return '█'.repeat(Math.min(width, cells)).padEnd(width);
}

/** Draws a share from 0 to 1 as a row of pieces. */
export function gauge(share: number, width: number, role: Role): Span[] {
  const full = Math.min(width, Math.round(share * width));
  return [span('▰'.repeat(full), role), span('▱'.repeat(width - full), 'dim')];
}

/** Gives the role of how busy workers are, from 0 to 1 and beyond. */
export function busyRole(busy: number): Role {
  if (busy >= 0.95) return 'busy-full';
  return busy >= 0.7 ? 'busy-high' : 'busy-low';
}
