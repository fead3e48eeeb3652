import { Flags } from '@oclif/core';
import { showsUnicode } from '../output/glyphs.js';
import { durationFlag } from './duration.js';

const GRAPHS = ['braille', 'block', 'ascii'] as const;

const PRINTED = 'WITHOUT A SCREEN';
const LOOKS = 'LOOKS';
const RECORDING = 'RECORDING';

/** What `top` shows, and how. */
export const topFlags = {
  interval: durationFlag({ char: 'i', minMs: 500, maxMs: 60_000, description: 'How often to poll (default 2s)' }),
  sort: Flags.string({ default: 'wait', helpValue: '[-]COLUMN', description: 'Order by this column' }),
  reverse: Flags.boolean({ description: 'Turn the order round' }),
  busy: Flags.boolean({ description: 'Fold the functions without jobs into one line' }),
  range: Flags.option({ options: ['2m', '10m', '1h'] as const })({
    default: '10m',
    description: 'How far back charts go',
  }),
  'allow-actions': Flags.boolean({
    description: 'Allow the keys that change something: drop, max queue, cancel, submit. Each asks first',
  }),
  mouse: Flags.boolean({
    description: 'The wheel scrolls, a click selects a row or sorts; the terminal then selects no text',
  }),
  probe: Flags.boolean({
    description: 'Look at the list of jobs each 10s where servers do not count them: tells how many come in at least',
  }),
  demo: Flags.boolean({ description: 'Show a simulated cluster instead of servers', exclusive: ['replay', 'server'] }),
  once: Flags.boolean({
    helpGroup: PRINTED,
    exclusive: ['batch', 'count'],
    description: 'Print what there is and end; with -i at the second poll, which tells rates',
  }),
  batch: Flags.boolean({ helpGroup: PRINTED, description: 'Print a table each interval, as without a terminal' }),
  jsonl: Flags.boolean({ helpGroup: PRINTED, description: 'Print a line of JSON each interval' }),
  json: Flags.boolean({
    helpGroup: PRINTED,
    dependsOn: ['once'],
    exclusive: ['jsonl'],
    description: 'With --once: the document of status, and the rates',
  }),
  count: Flags.integer({ char: 'c', min: 1, helpGroup: PRINTED, description: 'End after so many' }),
  accessible: Flags.boolean({
    helpGroup: PRINTED,
    description: 'Print one table, then a line for whatever happens: for screen readers',
  }),
  record: Flags.string({
    helpGroup: RECORDING,
    helpValue: 'FILE',
    exclusive: ['replay'],
    description: 'Record to a new file, compressed if it ends in .gz',
  }),
  replay: Flags.string({
    helpGroup: RECORDING,
    helpValue: 'FILE',
    exclusive: ['server'],
    description: 'Show what was recorded',
  }),
  speed: Flags.integer({ min: 1, max: 1000, default: 1, helpGroup: RECORDING, description: 'How much faster' }),
  graph: Flags.option({ options: GRAPHS })({ helpGroup: LOOKS, description: 'What charts are made of' }),
  theme: Flags.option({ options: ['auto', 'dark', 'light', 'contrast', 'mono'] as const })({
    default: 'auto',
    helpGroup: LOOKS,
    description: 'The colours',
  }),
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Decides what is shown: a screen on a terminal, and elsewhere what can be read without one. */
export function topShow(
  flags: Readonly<Record<'once' | 'batch' | 'json' | 'jsonl' | 'accessible', boolean>>,
  env: Environment,
  isTty: boolean,
): 'screen' | 'block' | 'events' | 'jsonl' | 'document' {
  if (flags.json) return 'document';
  if (flags.jsonl) return 'jsonl';
  const isSet = (value: string | undefined) => value !== undefined && value !== '' && value !== 'false';
  const isPrinted = flags.once || flags.batch || !isTty || isSet(env.CI) || env.TERM === 'dumb';
  if (!flags.once && (flags.accessible || isSet(env.INK_SCREEN_READER))) return 'events';
  return isPrinted ? 'block' : 'screen';
}

/** Decides what a screen is drawn with, what the terminal can show unless something else is asked for, and what it heeds. */
export function topLook(
  { graph, mouse }: { readonly graph?: (typeof GRAPHS)[number] | undefined; readonly mouse: boolean },
  env: Environment,
): { unicode: boolean; graph: (typeof GRAPHS)[number]; depth: '16' | 'truecolor'; mouse: boolean } {
  // The fonts of the console of Linux have no charts.
  const unicode = showsUnicode(env) && env.TERM !== 'linux';
  const depth = /^(truecolor|24bit)$/.test(env.COLORTERM ?? '') ? 'truecolor' : '16';
  return { unicode, graph: graph ?? (unicode ? 'braille' : 'ascii'), depth, mouse };
}
