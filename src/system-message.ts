import { getSystemErrorMap } from 'node:util';

/** Gives what the system says of its error, without code and call: `no such file or directory`. */
export function systemMessage(error: unknown): string {
  const { errno = 0, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno)?.[1] ?? message;
}
