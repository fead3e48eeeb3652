import { getSystemErrorMap } from 'node:util';

/** Gives what the system says of its error, without code and call: `no such file or directory`. */
export function systemMessage(error: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}
