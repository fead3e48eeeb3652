import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { StoreError, type StoreFault } from '../errors.js';

/** The result codes of SQLite that tell what to do, without what their extended forms add. */
const SQLITE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const PRIMARY_CODE_MASK = 0xff;

/** How much is written to find out whether there is room. */
const PROBE_BYTES = 64 * 1024;

const HINTS: Readonly<Partial<Record<StoreFault, string>>> = {
  full: 'make room on that file system; what is in the file already is safe',
  'read-only': 'give this user the right to write to the file and to its folder',
  corrupt: 'put a copy of it in place, or move it away to begin with an empty one',
};

/** Words a failure that SQLite reports with one of its result codes; `cause` is the engine's own error. */
export function sqliteFailure(file: string, code: number, cause: unknown): StoreError {
  switch (code & PRIMARY_CODE_MASK) {
    case SQLITE.busy:
    case SQLITE.locked:
      return storeError(`${file} is locked by another program`, 'in-use', cause, 'end the program that has it open');
    case SQLITE.full:
      return storeError(`no room left to write ${file}`, 'full', cause);
    case SQLITE.readOnly:
      return storeError(`${file} may not be written`, 'read-only', cause);
    case SQLITE.corrupt:
      return storeError(`${file} is damaged`, 'corrupt', cause);
    case SQLITE.notADatabase:
      return storeError(`${file} is no SQLite database`, 'corrupt', cause);
    case SQLITE.ioError:
    case SQLITE.cannotOpen:
    case SQLITE.perm:
      // SQLite tells that the system refused something, but not why. So the system is asked.
      return systemFailure(file, errnoOfWriting(file), cause);
    default:
      return storeError(`cannot use ${file}: ${messageOf(cause)}`, 'failed', cause);
  }
}

/** Words a failure that the system reports with an errno such as ENOSPC. */
export function systemFailure(file: string, errno: string | undefined, cause: unknown): StoreError {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return storeError(`no room left to write ${file} (${errno})`, 'full', cause);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return storeError(`${file} may not be written (${errno})`, 'read-only', cause);
    case 'ENOENT':
    case 'ENOTDIR':
      return storeError(
        `${file} does not exist, nor can it be created (${errno})`,
        'unreadable',
        cause,
        'make its folder first',
      );
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
      return storeError(
        `${file} cannot be claimed, for its file system has no sockets (${errno})`,
        'failed',
        cause,
        'keep it on a local file system',
      );
    case 'EISDIR':
      return storeError(`${file} is a folder`, 'unreadable', cause, 'name a file');
    default: {
      const reason = errno === undefined ? messageOf(cause) : `${messageOf(cause)} (${errno})`;
      return storeError(`cannot use ${file}: ${reason}`, 'failed', cause);
    }
  }
}

/** The system's code of an error, where it has one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function storeError(message: string, fault: StoreFault, cause: unknown, hint = HINTS[fault]): StoreError {
  return new StoreError(message, fault, { cause, ...(hint === undefined ? {} : { hint }) });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Writes a little beside the file, as far from the beginning as SQLite's log has grown, since there may be a limit to
 * the size of a file as well; gives the system's code if that fails.
 */
function errnoOfWriting(file: string): string | undefined {
  const probe = `${file}.probe`;
  try {
    const descriptor = openSync(probe, 'w', 0o600);
    try {
      const logBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      writeFully(descriptor, Buffer.alloc(PROBE_BYTES), logBytes);
    } finally {
      closeSync(descriptor);
      unlinkSync(probe);
    }
    return undefined;
  } catch (error) {
    return errnoOf(error);
  }
}

function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  // A system that has room for a part writes that part, and says at the next attempt what is wrong.
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}
