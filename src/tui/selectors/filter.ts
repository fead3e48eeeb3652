/** A row as a filter sees it. */
export interface Filterable {
  /** What text is looked for in. */
  readonly text: string;
  /** The number in a column; undefined where there is none. */
  number(column: string): number | undefined;
}

/** A filter that was read, or why it cannot be. */
export type ParsedFilter =
  | { readonly ok: true; readonly matches: (row: Filterable) => boolean }
  | { readonly ok: false; readonly error: string };

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

const COMPARISON = /^(\w+)(>=|<=|!=|==|>|<|=)(.*)$/;

/**
 * Reads a filter, words of which all must hold: `text` that is somewhere in the row, `~regex`, `wait>100`, each turned
 * round by a `!` before it. Upper and lower case are the same.
 */
export function parseFilter(text: string, columns: readonly string[]): ParsedFilter {
  const tests: ((row: Filterable) => boolean)[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '' && each !== '!')) {
    const isTurned = word.startsWith('!');
    const test = parseWord(isTurned ? word.slice(1) : word, columns);
    if (typeof test === 'string') return { ok: false, error: test };
    tests.push(isTurned ? (row) => !test(row) : test);
  }
  return { ok: true, matches: (row) => tests.every((test) => test(row)) };
}

function parseWord(word: string, columns: readonly string[]): ((row: Filterable) => boolean) | string {
  if (word.startsWith('~')) return parseRegex(word.slice(1));
  const [, column = '', sign = '', limit = ''] = COMPARISON.exec(word) ?? [];
  const compare = COMPARISONS[sign];
  if (compare === undefined) {
    const wanted = word.toLowerCase();
    return ({ text }) => text.toLowerCase().includes(wanted);
  }
  if (!columns.includes(column)) return `no column '${column}': ${columns.join(' ')}`;
  const number = Number(limit);
  if (limit === '' || Number.isNaN(number)) return `'${column}${sign}' needs a number`;
  return (row) => {
    const value = row.number(column);
    return value !== undefined && compare(value, number);
  };
}

function parseRegex(source: string): ((row: Filterable) => boolean) | string {
  try {
    const regex = new RegExp(source, 'iu');
    return ({ text }) => regex.test(text);
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: \/.*\/\w*: /s, 'no regex: ');
  }
}
