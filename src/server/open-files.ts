import { readFileSync } from 'node:fs';

/** What is kept for the store and its log, for files that are read again, and for peers on their way out. */
const RESERVED_FILES = 64;

/**
 * Gives how many peers can be connected before this process may open no more files; Infinity where the system sets no
 * limit or does not tell. Beyond it Node drops peers without a word.
 */
export function connectionsByOpenFiles(): number {
  const [, files] = /^Max open files\s+(\d+)/m.exec(processLimits()) ?? [];
  return files === undefined ? Number.POSITIVE_INFINITY : Math.max(Number(files) - RESERVED_FILES, 1);
}

function processLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'latin1');
  } catch {
    // Only Linux has it.
    return '';
  }
}
