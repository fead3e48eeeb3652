import { readFile, unlink, writeFile } from 'node:fs/promises';
import { FileCreationError } from '../errors.js';
import { errnoOf } from '../exec/errno.js';
import { systemMessage } from '../system-message.js';

/**
 * Writes the number of this process into a file, in place of what was there. Gives what removes it, unless somebody else
 * has written to it since. Throws FileCreationError.
 */
export async function writePidFile(file: string, pid: number): Promise<() => Promise<void>> {
  const content = `${pid}\n`;
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw new FileCreationError(`cannot write the PID file ${file}: ${systemMessage(cause)}`, errnoOf(cause), {
      hint: 'choose a path in a directory that may be written',
      cause,
    });
  }
  return async () => {
    const now = await readFile(file, 'utf8').catch(() => undefined);
    if (now === content) await unlink(file).catch(() => undefined);
  };
}
