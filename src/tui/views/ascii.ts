import { displayWidth } from '../../cli/output/display-width.js';
import type { Line } from '../lines.js';

/** What is drawn instead of each sign where only ASCII can be shown; all of them are one cell wide. */
const SIGNS: Readonly<Record<string, string>> = {
  ...pairs('─│╭╮╰╯', '-|++++'),
  ...pairs(' ▁▂▃▄▅▆▇█', ' .:-=+*##'),
  ...pairs('▏▎▍▌▋▊▉░▰▱', '...####.#.'),
  ...pairs('▲▼●◐○▸▶‖✕✓', '^v*%o>>"xv'),
  ...pairs('↑↓←→↵', '^v<>>'),
  ...pairs('−–—·×…›÷╌≥', '---.x~>/~>'),
};

const ASCII = /^[\x20-\x7e]*$/;

/** Writes text in ASCII, as wide as it was; what has no sign of its own becomes `?`. */
export function asciiText(text: string): string {
  if (ASCII.test(text)) return text;
  let result = '';
  for (const character of text) {
    result += ASCII.test(character) ? character : (SIGNS[character] ?? '?'.repeat(displayWidth(character)));
  }
  return result;
}

/** Writes a line in ASCII. */
export function asciiLine({ spans, ...rest }: Line): Line {
  return { ...rest, spans: spans.map((each) => ({ ...each, text: asciiText(each.text) })) };
}

function pairs(signs: string, instead: string): Record<string, string> {
  return Object.fromEntries([...signs].map((sign, at) => [sign, instead[at] ?? '?']));
}
