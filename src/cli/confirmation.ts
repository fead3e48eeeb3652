import { createInterface } from 'node:readline/promises';
import { Flags } from '@oclif/core';
import { UnmetError, UsageError } from '../errors.js';

/** Answers questions before they are asked. */
export const yesFlag = Flags.boolean({
  char: 'y',
  env: 'GEARCTL_YES',
  description: 'Do it without asking ($GEARCTL_YES)',
});

/** Where a question is asked. */
export interface Asking {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/**
 * Asks whether something is to be done that cannot be undone, such as `remove 3 outcomes`. Resolves if so; throws
 * UnmetError if not, and UsageError where there is nobody to ask.
 */
export async function confirm(what: string, { stdin, stderr, signal }: Asking): Promise<void> {
  if (!stdin.isTTY || !stderr.isTTY) throw new UsageError(`will not ${what} unasked`, { hint: 'add -y' });
  const reading = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await reading.question(`${what}? [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new UnmetError('nothing was changed');
  } finally {
    reading.close();
  }
}
