import { stripVTControlCharacters } from 'node:util';
import { Errors } from '@oclif/core';
import { GearctlError, UsageError } from '../errors.js';

/** What oclif says besides, in the order in which it is taken off: which flag it was parsing, and where help is. */
const WRAPPINGS: readonly [RegExp, string][] = [
  [/\nSee more help with --help/g, ''],
  [/^Parsing (--[\w-]+) \n\t/, '$1: '],
  [/^The following errors? occurred:\s+/, ''],
  [/All of the following must be provided when using (--[\w-]+): ([^\n]+)/g, '$1 needs $2'],
  [/(--[\w-]+)(?:=[^\n]*)? cannot also be provided when using (--[\w-]+)/g, '$1 and $2 cannot be given together'],
  [/^(--[\w-]+: )Expected/, '$1expected'],
  [/\s*\n\s*/g, '; '],
];

/**
 * Turns what oclif's parser throws into an error of ours with one clear line: a UsageError, or what a flag's own parser
 * threw, told with the flag's name. Anything else comes back as it is, and so does oclif's way to leave early.
 */
export function usageErrorFrom(error: unknown, commandLine: string): unknown {
  if (error instanceof GearctlError) {
    error.message = unwrapped(error.message);
    return error;
  }
  if (!(error instanceof Errors.CLIError) || error instanceof Errors.ExitError) return error;
  return new UsageError(sentence(error), { hint: `${commandLine} --help`, cause: error });
}

/** The two of oclif's errors that are lists, told by what they carry: its parser does not export their classes. */
function sentence(error: Error & { flags?: unknown; args?: unknown }): string {
  if (Array.isArray(error.flags)) return `there is no flag ${error.flags.join(' and no flag ')}`;
  if (Array.isArray(error.args) && error.args.every((arg) => typeof arg === 'object' && arg !== null)) {
    const names = error.args.map((arg: { name?: unknown }) => String(arg.name).toUpperCase());
    return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} missing`;
  }
  const message = unwrapped(error.message);
  return /^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}

function unwrapped(message: string): string {
  const bare = WRAPPINGS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    stripVTControlCharacters(message),
  );
  return bare.trim();
}
