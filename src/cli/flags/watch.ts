import { Flags } from '@oclif/core';
import { durationFlag } from './duration.js';

/** Repeating a command, for those that can. */
export const watchFlags = {
  watch: Flags.boolean({ char: 'w', description: 'Repeat until ^C: redrawn on a terminal, appended elsewhere' }),
  interval: durationFlag({ char: 'i', default: 2000, minMs: 100, description: 'How long to wait between two rounds' }),
};

/** Limiting how long a command may take. */
export const timeoutFlag = durationFlag({
  char: 't',
  env: 'GEARCTL_TIMEOUT',
  default: 0,
  defaultHelp: async () => undefined,
  description: 'Give up after this time with exit code 124; 0 is never',
});
