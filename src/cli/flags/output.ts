import { Flags } from '@oclif/core';
import { UsageError } from '../../errors.js';

const helpGroup = 'OUTPUT';

/** The formats of output; `auto` is a table on a terminal and plain lines elsewhere. */
export const FORMATS = ['auto', 'table', 'plain', 'json', 'jsonl', 'csv', 'tsv'] as const;
export type Format = Exclude<(typeof FORMATS)[number], 'auto'>;

/** How tables are drawn. */
export const TABLE_STYLES = ['light', 'ascii', 'markdown'] as const;
export type TableStyleName = (typeof TABLE_STYLES)[number];

/** JSON or not, for commands whose output is no list. */
export const jsonFlags = {
  json: Flags.boolean({ helpGroup, exclusive: ['jsonl'], description: 'One JSON document' }),
  jsonl: Flags.boolean({ helpGroup, exclusive: ['json'], description: 'JSON Lines: one object per line, as it comes' }),
};

/** How a list is written. */
export const outputFlags = {
  output: Flags.string({
    char: 'o',
    options: FORMATS,
    helpGroup,
    description: 'The format: auto is a table on a terminal, else plain ($GEARCTL_OUTPUT)',
    exclusive: ['json', 'jsonl', 'plain'],
  }),
  json: Flags.boolean({ helpGroup, exclusive: ['jsonl', 'plain'], description: 'Same as -o json: one document' }),
  jsonl: Flags.boolean({
    helpGroup,
    exclusive: ['json', 'plain'],
    description: 'Same as -o jsonl: one object per line',
  }),
  plain: Flags.boolean({
    helpGroup,
    exclusive: ['json', 'jsonl'],
    description: 'Same as -o plain: tabs and no header',
  }),
  columns: Flags.string({ helpGroup, helpValue: 'KEY,…', description: 'Which columns, in which order' }),
  sort: Flags.string({
    helpGroup,
    helpValue: '[-]KEY',
    description: 'Order by this column: numbers from the largest, names from A; with a minus the other way round',
  }),
  reverse: Flags.boolean({ helpGroup, description: 'Turn the order round' }),
  'no-header': Flags.boolean({ helpGroup, description: 'Leave the headings out' }),
  style: Flags.string({ options: TABLE_STYLES, helpGroup, description: 'How a table is drawn' }),
};

/** The values of `outputFlags`. */
export interface OutputFlagValues {
  readonly output?: string | undefined;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly plain?: boolean;
  readonly columns?: string | undefined;
  readonly sort?: string | undefined;
  readonly reverse?: boolean;
  readonly 'no-header'?: boolean;
  readonly style?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Works out the format from flags and environment. Throws UsageError for an unknown one in GEARCTL_OUTPUT. */
export function outputFormat(flags: OutputFlagValues, env: Environment, isTty: boolean): Format {
  const flag = (['json', 'jsonl', 'plain'] as const).find((name) => flags[name]);
  const named = flag ?? flags.output ?? (env.GEARCTL_OUTPUT || 'auto');
  const format = FORMATS.find((known) => known === named);
  if (format === undefined) {
    throw new UsageError(`GEARCTL_OUTPUT is '${named}', which is no format`, {
      hint: `set it to ${FORMATS.join(', ')}`,
    });
  }
  if (format !== 'auto') return format;
  return isTty ? 'table' : 'plain';
}

/**
 * Tells whether a command line asks for JSON, parsed or not: an error in it is told in the format that was asked for.
 * Words behind `--` belong to somebody else.
 */
export function jsonAskedFor(argv: readonly string[], env: Environment): 'json' | 'jsonl' | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  let format: string | undefined;
  words.forEach((word, at) => {
    if (word === '--json' || word === '--jsonl') format = word.slice(2);
    else if (word === '-o' || word === '--output') format = words[at + 1];
    else format = /^(?:-o=?|--output=)(\w+)$/.exec(word)?.[1] ?? format;
  });
  format ??= env.GEARCTL_OUTPUT;
  return format === 'json' || format === 'jsonl' ? format : undefined;
}

/** oclif takes the value in `--sort -waiting` for the flag -w, so it is given the same as `--sort waiting --reverse`. */
export function withSortDirection(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const words = [...(end === -1 ? argv : argv.slice(0, end))];
  const at = words.findIndex((word) => word === '--sort' || word.startsWith('--sort='));
  const value = words[at] === '--sort' ? words[at + 1] : words[at]?.slice('--sort='.length);
  if (at === -1 || !value?.startsWith('-') || value.startsWith('--')) return [...argv];
  words.splice(at, words[at] === '--sort' ? 2 : 1, '--sort', value.slice(1), '--reverse');
  return [...words, ...(end === -1 ? [] : argv.slice(end))];
}
