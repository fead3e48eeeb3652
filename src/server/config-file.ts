import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import { systemMessage } from '../system-message.js';

/** Reads a file that the server was told to use; `what` names it in the message. Throws ConfigError. */
export async function readConfigFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${what} ${path}: ${systemMessage(error)}`, { cause: error });
  }
}
