import { readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { SystemError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import { DEFAULT_PID_FILE } from './settings.js';

/** A file with the process ID of a running server. */
export interface PidFile {
  /** Removes the file, unless another server has made it its own since. */
  remove(): void;
}

/**
 * Writes the process ID to a file, in the place of one that is there. Nothing is written to an empty path. Throws
 * SystemError, but not for the default path: that one takes a user who may write there.
 */
export function writePidFile(path: string, pid: number): PidFile {
  const content = `${pid}\n`;
  if (path === '') return { remove: () => undefined };
  try {
    replace(path, content);
  } catch (error) {
    if (path !== DEFAULT_PID_FILE) throw error;
  }
  return { remove: () => removeOwn(path, content) };
}

function replace(path: string, content: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new SystemError(`Unable to remove existing file:${path} (${systemMessage(error)})`, { cause: error });
  }
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    throw new SystemError(`Could not open pid file for writing: ${path} (${systemMessage(error)})`, { cause: error });
  }
}

function removeOwn(path: string, content: string): void {
  try {
    if (readFileSync(path, 'utf8') === content) unlinkSync(path);
  } catch {
    // A file that is gone, or out of reach since the change of the user, is nobody's trouble: the server has ended.
  }
}
