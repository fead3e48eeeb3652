import { readFile, unlink, writeFile } from 'node:fs/promises';
import { SystemError } from '../errors.js';
import { systemMessage } from '../system-message.js';

/**
 * Writes the number of this process into a file, in place of what was there. Gives what removes it, unless somebody else
 * has written to it since. Throws SystemError.
 */
export async function writePidFile(file: string, pid: number): Promise<() => Promise<void>> {
  const content = `${pid}\n`;
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new SystemError(`cannot write the PID file ${file}: ${systemMessage(error)}`, { cause: error });
  }
  return async () => {
    const now = await readFile(file, 'utf8').catch(() => undefined);
    if (now === content) await unlink(file).catch(() => undefined);
  };
}
