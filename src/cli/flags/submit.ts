import { Flags } from '@oclif/core';
import { oneOf, repeatable, under } from './groups.js';
import { momentFlags } from './moment.js';
import { jsonFlags } from './output.js';

/** What jobs are like. */
export const jobFlags = {
  background: Flags.boolean({
    char: 'b',
    default: false,
    description: 'Wait until jobs are accepted, not until they are done',
  }),
  wait: Flags.boolean({
    default: false,
    description: 'Wait until background jobs have ended; how they did is known to gearctl serve, or the journal',
  }),
  priority: Flags.option({
    char: 'p',
    options: ['high', 'normal', 'low'] as const,
    default: 'normal' as const,
    description: 'Which jobs come first',
  })(),
  unique: Flags.string({
    char: 'u',
    helpValue: 'ID',
    description: 'Jobs of a function with the same ID are one; - takes the data as the ID, @uuid a random one',
  }),
  ...momentFlags,
  also: Flags.string({
    char: 'f',
    ...repeatable,
    helpValue: 'FUNCTION',
    description: 'Submit everything to this function too',
  }),
  count: Flags.integer({ char: 'c', min: 1, default: 1, description: 'Submit so many copies of each job' }),
  reducer: Flags.string({ helpValue: 'FUNCTION', description: 'What reduces the results, for workers that can' }),
};

/** Where workloads come from, and how the input is cut. */
export const inputFlags = under('INPUT', {
  'arg-file': Flags.string({
    char: 'a',
    ...repeatable,
    helpValue: 'FILE',
    description: 'Read the data from FILE; - is stdin',
  }),
  ...oneOf({
    lines: Flags.boolean({ char: 'l', description: 'A job for each line' }),
    null: Flags.boolean({ ...{ char: '0' as never }, description: 'A job for each record that ends with a NUL' }),
    delimiter: Flags.string({
      char: 'd',
      helpValue: 'C',
      description: "A job for each record that ends with C, such as '\\t'",
    }),
    input: Flags.option({ options: ['jsonl'] as const, description: 'A job for each JSON object' })(),
  }),
  'keep-separator': Flags.boolean({ description: 'Leave what ends a record in the data' }),
  empty: Flags.boolean({ char: 'e', description: 'One job without data' }),
  template: Flags.string({
    helpValue: 'TEXT',
    description: 'The data, {} being the record, {json} the same as a JSON string, {#} its number',
  }),
});

/** How many at once, how fast, how often, how long. */
export const flowFlags = under('FLOW', {
  jobs: Flags.string({
    char: 'j',
    helpValue: 'N',
    description: 'So many at once: 8, 0 (4 per CPU), +2, -1, 150% (of the CPUs); default: 1, with -b 2048',
  }),
  rate: Flags.string({ helpValue: 'N/s', description: 'At most so many in a second; also 10/m, 3/h' }),
  retries: Flags.integer({
    char: 'r',
    min: 0,
    default: 0,
    description: 'Try so often again what was not accepted, or was lost and has an ID',
  }),
  halt: Flags.string({
    helpValue: 'RULE',
    description: 'Stop early: now or soon, a comma, fail, success or done, and =3 or =20%',
  }),
});

/** How results are written. */
export const resultFlags = under('OUTPUT', {
  ...oneOf({
    'keep-order': Flags.boolean({ char: 'k', description: 'Results in the order of the input' }),
    group: Flags.boolean({ description: 'Each result in one piece, once it is done (the default)' }),
    'line-buffer': Flags.boolean({ description: 'Results line by line, as they come' }),
    ungroup: Flags.boolean({ description: 'Results piece by piece, as they come' }),
  }),
  raw: Flags.boolean({ description: 'No newline between the results of records' }),
  tag: Flags.string({
    helpValue: '[TEXT]',
    description: 'Begin lines with TEXT, {handle} if none; {#} is a number, {function} a name',
  }),
  ...jsonFlags,
});
