import { NameError } from '../../errors.js';

const MAX_FUNCTION_BYTES = 512;

/** Tells what is wrong with a function's name, a byte string; undefined for nothing. */
export function problemOfFunction(name: string): NameError | undefined {
  if (name === '') return new NameError('invalid function: it has no name');
  if (name.length <= MAX_FUNCTION_BYTES) return undefined;
  return new NameError(`invalid function: its name is longer than ${MAX_FUNCTION_BYTES} bytes`);
}
