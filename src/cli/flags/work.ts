import { Flags } from '@oclif/core';
import { connectionFlags } from './connection.js';
import { durationFlag } from './duration.js';
import { under } from './groups.js';
import { sizeFlag } from './size.js';

const GIB = 1024 ** 3;
const unset = async () => undefined;

/** oclif's types know letters only. */
const ZERO: object = { char: '0' };

/** How many jobs run at a time. */
export const slotFlags = {
  jobs: Flags.string({
    char: 'j',
    default: '1',
    helpValue: 'N',
    description: 'So many at a time: 8, +2, -1, 150% (of the CPUs), 0 (four per CPU)',
  }),
};

/** How the command of a job is run. */
export const commandFlags = under('COMMAND', {
  timeout: durationFlag({
    char: 't',
    default: 0,
    defaultHelp: unset,
    description: 'The longest time that a command may take; 0 is any',
  }),
  'kill-after': durationFlag({ default: 10_000, description: 'How long after TERM a command is killed' }),
  exceptions: Flags.boolean({ description: 'A job that fails ends with an exception that says why' }),
  cwd: Flags.string({ helpValue: 'DIR', description: 'The working directory of commands' }),
});

/** When a worker ends, and what it says of itself. */
export const lifeFlags = under('LIFE', {
  count: Flags.integer({ char: 'c', min: 1, description: 'End after so many jobs' }),
  'idle-exit': durationFlag({ default: 0, defaultHelp: unset, description: 'End after so long without a job' }),
  'drain-timeout': durationFlag({
    default: 300_000,
    description: 'How long running jobs may take when it is to stop; 0 is any time',
  }),
  'no-reconnect': Flags.boolean({ description: 'End (exit code 69) when no server is left' }),
  id: Flags.string({ helpValue: 'NAME', description: 'The client ID that servers list' }),
  'log-format': Flags.option({
    options: ['text', 'json'] as const,
    default: 'text',
    description: 'How stderr tells what happens',
  })(),
});

/** How jobs are printed where there is no command. */
export const printFlags = under('WITHOUT A COMMAND', {
  delimiter: Flags.string({
    char: 'd',
    default: '\\n',
    helpValue: 'C',
    description: "What follows each workload: a character, '\\t', '\\x1e'",
  }),
  null: Flags.boolean({ ...ZERO, exclusive: ['jsonl'], description: 'A NUL follows each workload' }),
  jsonl: Flags.boolean({ description: 'Each job as a JSON object on a line' }),
});

/** How a worker's servers are reached, and what is taken from them. */
export const workConnectionFlags = under('CONNECTION', {
  ...connectionFlags,
  'max-packet': sizeFlag({ default: GIB, maxBytes: 4 * GIB - 1, description: 'The largest job to take' }),
});
