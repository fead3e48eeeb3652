import { Args, Flags } from '@oclif/core';

/** Which functions a command is about, for those that show several. */
export const functionArgs = {
  function: Args.string({ multiple: true, ignoreStdin: true, description: 'Names, globs or /regular expressions/' }),
};

/** Which functions a command is not about. */
export const excludeFlag = Flags.string({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'GLOB',
  description: 'Leave these functions out',
});
