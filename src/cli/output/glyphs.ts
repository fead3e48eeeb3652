/** The signs that tables and progress are drawn with. */
export interface Glyphs {
  readonly rule: string;
  readonly ellipsis: string;
  readonly up: string;
  readonly down: string;
}

const UNICODE: Glyphs = { rule: '─', ellipsis: '…', up: '●', down: '○' };
const ASCII: Glyphs = { rule: '-', ellipsis: '...', up: '+', down: '-' };

/** Tells whether the terminal can show more than ASCII: the locale is UTF-8 and the terminal is not a dumb one. */
export function showsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? '';
  return env.TERM !== 'dumb' && /utf-?8/i.test(locale);
}

/** Gives the signs that the terminal can show. */
export function glyphsFor(env: Readonly<Record<string, string | undefined>>): Glyphs {
  return showsUnicode(env) ? UNICODE : ASCII;
}

/** Gives the signs of a table style that was asked for by name. */
export function glyphsOf(style: 'light' | 'ascii'): Glyphs {
  return style === 'light' ? UNICODE : ASCII;
}
