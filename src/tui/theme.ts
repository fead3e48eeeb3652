import type { ColorDepth, Line, Role, Span } from './lines.js';
import type { ThemeName } from './model/interface.js';
import { gradientAt, PALETTES, type Palette } from './theme-palettes.js';

/** Writes a line as a terminal takes it. */
export type Painter = (line: Line) => string;

/** Gives the painter of a theme; `auto` is dark, for no terminal tells what it stands on. */
export function painterOf(theme: ThemeName, depth: ColorDepth = '16'): Painter {
  const name = theme === 'auto' ? 'dark' : theme;
  const palette = PALETTES[name];
  const gradient = depth === 'truecolor' ? (share: number) => gradientAt(name, share) : () => undefined;
  return (line) => runsOf(line, palette, gradient).map(painted).join('');
}

/** Gives the parameters of a place in a chart, where there is a colour for each. */
type Gradient = (share: number) => string | undefined;

/** Text with the parameters of its SGR sequence; empty where it is the terminal's own. */
interface Run {
  readonly text: string;
  readonly sgr: string;
}

/** Makes neighbours of the same look one run, for each sequence costs time on a slow line. */
function runsOf({ spans, ground }: Line, palette: Palette, gradient: Gradient): Run[] {
  const runs: Run[] = [];
  for (const each of spans) {
    const sgr = sgrOf(each, ground, palette, gradient);
    const last = runs.at(-1);
    if (last?.sgr === sgr) runs[runs.length - 1] = { sgr, text: last.text + each.text };
    else runs.push({ text: each.text, sgr });
  }
  return runs;
}

function sgrOf(each: Span, ground: Line['ground'], { roles, grounds }: Palette, gradient: Gradient): string {
  const { role = 'text', share } = each;
  if (ground === undefined) return (share === undefined ? undefined : gradient(share)) ?? roles[role];
  // A row in a box ends where the box does.
  if (role === 'border' && ground !== 'title') return ground === 'stale' ? grounds.stale : roles.border;
  if (ground === 'zebra') return [grounds.zebra, roles[role]].filter((sgr) => sgr !== '').join(';');
  // Colours that suit the terminal's ground need not suit another; a sign says the same.
  return ground !== 'stale' && STANDING_OUT.includes(role) ? `${grounds[ground]};1` : grounds[ground];
}

const STANDING_OUT: readonly Role[] = ['strong', 'sorted', 'alarm', 'error', 'key'];

function painted({ text, sgr }: Run): string {
  return sgr === '' ? text : `\x1b[${sgr}m${text}\x1b[0m`;
}
