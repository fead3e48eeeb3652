import { readFile } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import { ConfigError } from '../errors.js';

/** Reads a file that the server was told to use; `what` names it in the message. Throws ConfigError. */
export async function readConfigFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { errno = 0, message } = error as NodeJS.ErrnoException;
    const why = getSystemErrorMap().get(errno)?.[1] ?? message;
    throw new ConfigError(`cannot read ${what} ${path}: ${why}`, { cause: error });
  }
}
