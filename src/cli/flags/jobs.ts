import { Args, Flags } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { repeatable } from './groups.js';

/** Which jobs a command is about: handles, as arguments. */
export const handleArgs = {
  handle: Args.string({ multiple: true, ignoreStdin: true, description: 'Handles, such as H:q1:8841' }),
};

/** Which jobs a command is about, by their unique IDs. */
export const uniqueFlag = Flags.string({
  char: 'u',
  ...repeatable,
  helpValue: 'ID',
  description: 'A job by its unique ID; repeat it for several',
});

/** Gives the jobs that are meant. Throws UsageError where there are none. */
export function jobKeysOf(handles: readonly string[] = [], uniques: readonly string[] = []) {
  const keys = [...handles.map((handle) => ({ handle })), ...uniques.map((unique) => ({ unique }))];
  if (keys.length === 0) throw new UsageError('which jobs: name HANDLEs, or give their unique IDs with -u');
  return keys;
}
