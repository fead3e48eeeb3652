import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { bytesOf } from '../byte-words.js';

/** A file with the process ID of a running program. */
export interface PidFile {
  /** Removes the file, unless another program has made it its own since. */
  remove(): void;
}

/** Writes the process ID to a file, in the place of one that is there. Throws what the system says against it. */
export function writePidFile(name: string, pid: number): PidFile {
  const path = bytesOf(name);
  const content = `${pid}\n`;
  removeOld(path);
  writeFileSync(path, content, { flag: 'wx', mode: 0o744 });
  return {
    remove: () => {
      try {
        if (readFileSync(path, 'latin1') === content) unlinkSync(path);
      } catch {
        // One that is gone, or out of reach, is nobody's trouble: the program has ended.
      }
    },
  };
}

function removeOld(path: Buffer): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
