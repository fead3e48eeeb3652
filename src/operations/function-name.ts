import { NameError } from '../errors.js';

/**
 * Checks a function's name. Throws NameError for one that is empty, and for one with a space in it, which would make it
 * unfit for the servers' lists.
 */
export function checkFunctionName(functionName: string): void {
  if (functionName === '') throw new NameError('the function name is empty');
  if (!functionName.includes(' ')) return;
  throw new NameError(`the function name '${functionName}' holds a space`, {
    hint: 'take the spaces out: the admin protocol separates names by them',
  });
}
