import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, systemFailure } from './store-failure.js';

/**
 * Creates a file if it is not there, readable for its user alone, and gives its path without symbolic links. A file that
 * is there is not opened: to close it would undo the locks that this process may have on it.
 */
export function placeFile(path: string): string {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw systemFailure(path, errnoOf(error), error);
  }
  return asked(path, () => realpathSync(path));
}

/** Throws StoreError if a file may not be written; SQLite would not say why. Only for files that nobody else owns. */
export function assertWritable(file: string): void {
  asked(file, () => closeSync(openSync(file, 'r+')));
}

/** True while nothing was ever written to a file. */
export function isEmpty(file: string): boolean {
  return asked(file, () => statSync(file).size === 0);
}

/** Makes the names of a file and of its log durable, which were perhaps created just now. */
export function syncFolder(file: string): void {
  asked(file, () => {
    const descriptor = openSync(dirname(file), 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Tells files apart, whatever they are called; undefined if there is none. */
export function identityOf(path: string): string | undefined {
  const stats = asked(path, () => statSync(path, { throwIfNoEntry: false }));
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/**
 * Removes what a dead owner left and what would keep the next one out: the folders by which the WebAssembly build locks
 * the file and guards its log. Only for the owner of the file.
 */
export function removeStaleLocks(file: string): void {
  removeFolder(lockOf(file));
  removeFolder(guardOf(file));
}

/**
 * Keeps other programs from writing to a file that the WebAssembly build has open: its locks are its own, and without
 * this, `sqlite3` would merge its log into the file and delete it, and with it whatever is written afterwards.
 *
 * A folder stands where they look for the index of the log, which that build keeps in its memory. They can read the
 * file and its log all the same, and are told that they may not write.
 */
export function guardLog(file: string): void {
  rmSync(guardOf(file), { force: true });
  asked(file, () => mkdirSync(guardOf(file)));
}

/** Takes the guard away again, before the file is given free. */
export function unguardLog(file: string): void {
  removeFolder(guardOf(file));
}

function lockOf(file: string): string {
  return `${file}.lock`;
}

function guardOf(file: string): string {
  return `${file}-shm`;
}

function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    // Mostly it is not there, or is the index of a log, which is a file.
    if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw systemFailure(path, errnoOf(error), error);
  }
}

function asked<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw systemFailure(path, errnoOf(error), error);
  }
}
