import { Flags } from '@oclif/core';

/** Where the workers of this machine keep the outcomes of their jobs. */
export const journalFlag = Flags.string({
  env: 'GEARCTL_JOURNAL',
  helpValue: 'FOLDER',
  description: 'Where the workers of this machine keep outcomes; none is nowhere',
});
