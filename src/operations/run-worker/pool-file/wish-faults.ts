import { GearctlError, UsageError } from '../../../errors.js';
import { ArgumentTemplate } from '../placeholders/argument-template.js';
import { argumentParts, checkScript } from '../placeholders/placeholder.js';
import type { FunctionWish } from './function-wish.js';

/** What is wrong with a wish as a whole, and the key that it is about. */
export interface WishFault {
  readonly key: 'command' | 'shell' | 'args' | 'coprocess';
  readonly error: GearctlError;
}

/** Lists what cannot go together in a wish, and placeholders where none can be. */
export function wishFaults(wish: FunctionWish): WishFault[] {
  const { command, shell, shellArguments, coprocess, payloadWords = false, allowsDash = false } = wish;
  const faults: WishFault[] = [];
  const fault = (key: WishFault['key'], message: string, hint: string) =>
    faults.push({ key, error: new UsageError(message, { hint }) });
  const attempt = (key: WishFault['key'], check: () => unknown) => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      faults.push({ key, error });
    }
  };

  if (command !== undefined && shell !== undefined) {
    fault('shell', 'there is a command already', 'take one of them out');
  }
  if (coprocess && shell !== undefined) fault('shell', 'a co-process is no script', 'write it as a command');
  if (shellArguments !== undefined && shell === undefined) {
    fault('args', 'there is no script that these could be arguments of', 'add them to the command');
  }
  const { protocol = 'jsonl', escapes = false, isStrict = false } = coprocess || {};
  if (escapes && protocol !== 'lines') fault('coprocess', `${protocol} needs no escapes: lines do`, 'take it out');
  if (isStrict && protocol !== 'jsonl') fault('coprocess', `${protocol} cannot be strict: jsonl can`, 'take it out');
  const [program, ...args] = command ?? ['true'];
  if (program === undefined || program === '') fault('command', 'the command is empty', 'name a program');
  else if (hasPlaceholder(program)) {
    fault('command', `the program '${program}' cannot have a placeholder`, 'only its arguments can');
  }
  if (coprocess && args.some(hasPlaceholder)) {
    fault('command', 'the arguments of a co-process are the same for all jobs', 'take the placeholders out');
  }
  if (shell !== undefined) attempt('shell', () => checkScript(shell));
  attempt('command', () => new ArgumentTemplate(args, { payloadWords, allowsDash }));
  attempt('args', () => new ArgumentTemplate(shellArguments ?? [], { payloadWords, allowsDash }));
  return faults;
}

function hasPlaceholder(word: string): boolean {
  return argumentParts(word).some((part) => typeof part !== 'string');
}
