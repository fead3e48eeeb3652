import type { Line, Role } from './lines.js';
import type { ThemeName } from './model/interface.js';

/** The SGR parameters of each role, and of what a whole line stands on; empty is the terminal's own look. */
export interface Palette {
  readonly roles: Readonly<Record<Role, string>>;
  readonly grounds: Readonly<Record<NonNullable<Line['ground']>, string>>;
}

const [BOLD, DIM, BOLD_DIM, INVERSE] = ['1', '2', '1;2', '7'] as const;

/** What does not depend on colour. */
const MONO: Palette['roles'] = {
  ...{ text: '', title: BOLD, border: '', heading: BOLD, sorted: '1;4', dim: DIM, strong: BOLD, key: BOLD },
  ...{ growing: '', draining: '', alarm: BOLD, calm: DIM, info: BOLD, error: BOLD, up: '', slow: '', down: '' },
  ...{ 'busy-low': '', 'busy-high': '', 'busy-full': '', 'chart-low': '', 'chart-middle': '', 'chart-high': '' },
};

const DARK: Palette['roles'] = {
  ...{ ...MONO, border: DIM, heading: BOLD_DIM, sorted: BOLD },
  ...{ growing: '33', draining: '36', alarm: '1;31', info: '36', error: '31', up: '32', slow: '33', down: '31' },
  ...{ 'busy-low': '32', 'busy-high': '33', 'busy-full': '35' },
  ...{ 'chart-low': '32', 'chart-middle': '33', 'chart-high': '31' },
};

/** Cyan on white is hard to read. */
const LIGHT: Palette['roles'] = { ...DARK, draining: '34', info: '34' };

/** Nothing is dimmed; where red and green differ a sign does too. */
const CONTRAST: Palette['roles'] = {
  ...{ ...MONO, sorted: '1;7', dim: '', calm: '' },
  ...{ growing: '1;93', draining: '1;96', alarm: '1;7;91', info: '1;96', error: '1;91' },
  ...{ up: '1;92', slow: '1;93', down: '1;91', 'busy-low': '92', 'busy-high': '93', 'busy-full': '95' },
  ...{ 'chart-low': '92', 'chart-middle': '93', 'chart-high': '91' },
};

/** The palettes by their names. Only the title, the selected row and zebra rows have a ground of their own. */
export const PALETTES: Readonly<Record<Exclude<ThemeName, 'auto'>, Palette>> = {
  dark: { roles: DARK, grounds: { title: '30;46', selected: '97;44', zebra: '48;5;236', stale: DIM } },
  light: { roles: LIGHT, grounds: { title: '97;44', selected: '1;30;107', zebra: '48;5;254', stale: DIM } },
  contrast: { roles: CONTRAST, grounds: { title: '1;7', selected: '1;7', zebra: '', stale: '' } },
  mono: { roles: MONO, grounds: { title: INVERSE, selected: INVERSE, zebra: '', stale: DIM } },
};

type Rgb = readonly [red: number, green: number, blue: number];

/**
 * The colours of charts from nothing to the top where a terminal has all of them: green, yellow and red of about the same
 * lightness, darker ones on white.
 */
const GRADIENTS: Readonly<Partial<Record<keyof typeof PALETTES, readonly [low: Rgb, middle: Rgb, high: Rgb]>>> = {
  dark: [
    [92, 184, 92],
    [226, 190, 62],
    [222, 86, 78],
  ],
  light: [
    [34, 120, 60],
    [160, 112, 0],
    [178, 36, 40],
  ],
};

/** Gives the SGR parameters of a share from 0 to 1 in the gradient of a theme; undefined where it has none. */
export function gradientAt(theme: keyof typeof PALETTES, share: number): string | undefined {
  const gradient = GRADIENTS[theme];
  if (gradient === undefined) return undefined;
  const [low, middle, high] = gradient;
  const [from, to, part] = share < 0.5 ? [low, middle, share * 2] : [middle, high, share * 2 - 1];
  const mixed = from.map((start, at) => Math.round(start + ((to[at] ?? start) - start) * part));
  return ['38', '2', ...mixed].join(';');
}
