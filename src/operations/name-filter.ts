import { UsageError } from '../errors.js';

/** Which functions are meant. */
export interface NameFilter {
  /** Names given literally, which somebody expects to be there. */
  readonly literals: readonly string[];
  matches(name: string): boolean;
}

/**
 * Builds a filter from patterns: a name, a glob (`mail_*`, `?`, `[ab]`) or a regular expression between slashes
 * (`/^img_/i`). Without patterns all names are meant; what `excluded` matches never is. Throws UsageError for a regular
 * expression that does not parse.
 */
export function nameFilter(patterns: readonly string[], excluded: readonly string[] = []): NameFilter {
  const wanted = patterns.map(matcher);
  const unwanted = excluded.map(matcher);
  return {
    literals: patterns.filter((pattern) => !isGlob(pattern) && regexParts(pattern) === undefined),
    matches: (name) =>
      (wanted.length === 0 || wanted.some((test) => test(name))) && !unwanted.some((test) => test(name)),
  };
}

function matcher(pattern: string): (name: string) => boolean {
  const regex = regexParts(pattern);
  if (regex === undefined && !isGlob(pattern)) return (name) => name === pattern;
  try {
    const expression =
      regex === undefined ? new RegExp(globSource(pattern), 'su') : new RegExp(regex.source, regex.flags);
    return (name) => expression.test(name);
  } catch (error) {
    throw new UsageError(`cannot read the pattern ${pattern}: ${(error as Error).message}`, { cause: error });
  }
}

function regexParts(pattern: string): { source: string; flags: string } | undefined {
  const match = /^\/(.+)\/([iu]*)$/s.exec(pattern);
  return match === null ? undefined : { source: match[1] ?? '', flags: match[2] ?? '' };
}

function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

function globSource(glob: string): string {
  const source = glob.replace(/\[(!?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g, (sign, negated?: string, set?: string) => {
    if (sign === '*') return '.*';
    if (sign === '?') return '.';
    if (set === undefined) return `\\${sign}`;
    return `[${negated === '' ? '' : '^'}${set.replace(/[\\^[]/g, '\\$&')}]`;
  });
  return `^${source}$`;
}
