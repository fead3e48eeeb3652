import type { ChalkInstance } from 'chalk';

/** What `--color` takes. */
export const COLOR_MODES = ['auto', 'always', 'never'] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** Writes text in a colour or a weight; without colour it gives the text back. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>>;

const unpainted = (text: string): string => text;

/** The paint of a stream without colour. */
export const NO_PAINT: Paint = {
  bold: unpainted,
  dim: unpainted,
  red: unpainted,
  green: unpainted,
  yellow: unpainted,
  cyan: unpainted,
};

/**
 * Decides whether a stream gets colour. What is asked for on the command line comes first, then NO_COLOR, then
 * FORCE_COLOR and CLICOLOR_FORCE, then a dumb terminal, then whether it is a terminal at all.
 */
export function wantsColor(mode: ColorMode, env: Environment, isTty: boolean): boolean {
  if (mode !== 'auto') return mode === 'always';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  for (const forced of [env.FORCE_COLOR, env.CLICOLOR_FORCE]) {
    if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  }
  return env.TERM !== 'dumb' && isTty;
}

/** Gives the paint for a stream; chalk is loaded only where there is colour. Uses the 16 colours of the terminal's theme. */
export async function paintFor(color: boolean): Promise<Paint> {
  if (!color) return NO_PAINT;
  const { Chalk } = await import('chalk');
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  return chalk;
}
