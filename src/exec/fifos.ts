import { execFile } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SystemError } from '../errors.js';
import { errnoOf } from './errno.js';
import { removeDirectory } from './remove-directory.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** The streams of a command that we read. */
export const OUTPUTS = ['stdout', 'stderr', 'control'] as const;

/** The name of one of them, which is that of its FIFO. */
export type OutputName = (typeof OUTPUTS)[number];

/** The FIFOs of a slot: stdin, those of the outputs, and one for its requests to a launcher. */
const NAMES = ['stdin', ...OUTPUTS, 'requests'] as const;

/**
 * Makes the FIFOs, in a new directory below `parent` that only we may enter, and gives that directory. Node's own pipes
 * will not do: they are socket pairs, and those a command cannot open as /dev/stdin, /dev/stdout or /dev/stderr. Rejects
 * with SystemError.
 */
export async function makeFifos(parent: string): Promise<string> {
  const directory = await makeDirectory(parent);
  const paths = NAMES.map((name) => join(directory, name));
  try {
    // Those who have one as /dev/stdout may be somebody else; nobody else gets here by its path.
    await promisify(execFile)('mkfifo', ['-m', '666', ...paths]);
  } catch (cause) {
    await removeFifos(directory);
    throw mkfifoError(errnoOf(cause), parent, cause);
  }
  return directory;
}

/** Without `errno` it was mkfifo that failed. */
function mkfifoError(errno: string, parent: string, cause: unknown): SystemError {
  switch (errno) {
    case '':
      return new SystemError(`cannot make FIFOs in ${parent} (mkfifo)`, {
        hint: 'set TMPDIR to a directory on a file system that has FIFOs',
        cause,
      });
    case 'ENOENT':
      return new SystemError('cannot find mkfifo, to make FIFOs', { hint: 'install coreutils, or set PATH', cause });
    default:
      return new SystemError(`cannot start mkfifo, to make FIFOs: ${errno}`, {
        ...(errno === 'EMFILE' && { hint: 'raise the limit of open files (ulimit -n), or do fewer jobs at a time' }),
        cause,
      });
  }
}

async function makeDirectory(parent: string): Promise<string> {
  try {
    // It may have been cleaned away.
    mkdirSync(parent, { recursive: true, mode: 0o711 });
    return await mkdtemp(join(parent, 'slot-'));
  } catch (cause) {
    throw new SystemError(`cannot make a directory in ${parent}: ${errnoOf(cause)}`, {
      hint: 'set TMPDIR to a directory that exists and may be written',
      cause,
    });
  }
}

/** Removes the FIFOs and their directory, one by one: that takes no descriptor. Whoever has one open keeps it. */
export async function removeFifos(directory: string): Promise<void> {
  for (const name of NAMES) await rm(join(directory, name), { force: true });
  await removeDirectory(directory);
}

/** Tells whether all FIFOs are there: whoever cleans up old files may have removed one. */
export function areThere(directory: string): boolean {
  try {
    for (const name of NAMES) accessSync(`${directory}/${name}`);
    return true;
  } catch {
    return false;
  }
}

/** Opens a FIFO for reading, without waiting for a writer. Throws SystemError. */
export function openToRead(directory: string, name: OutputName): number {
  return opened(directory, () => openSync(`${directory}/${name}`, O_RDONLY | O_NONBLOCK));
}

/** Our ends of a command's stdin. `both` is for the time until the command has it open, then to be closed. */
export interface InputEnds {
  readonly path: string;
  readonly ours: number;
  readonly both: number;
}

/** Opens the FIFO of stdin for writing. Throws SystemError. */
export function openInput(directory: string): InputEnds {
  const path = `${directory}/stdin`;
  return opened(directory, () => {
    const both = openSync(path, O_RDWR | O_NONBLOCK);
    try {
      return { path, both, ours: openSync(path, O_WRONLY | O_NONBLOCK) };
    } catch (error) {
      closeSync(both);
      throw error;
    }
  });
}

/**
 * Tells whether somebody has the FIFO of stdin open to read it: without a reader, opening for writing fails. Whoever has
 * outlived the command that it was for would read what the next one is sent. Throws SystemError.
 */
export function isInputRead(directory: string): boolean {
  try {
    closeSync(openSync(`${directory}/stdin`, O_WRONLY | O_NONBLOCK));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENXIO') return false;
    throw openError(directory, error);
  }
}

function opened<Opened>(directory: string, open: () => Opened): Opened {
  try {
    return open();
  } catch (cause) {
    throw openError(directory, cause);
  }
}

function openError(directory: string, cause: unknown): SystemError {
  return new SystemError(`cannot open the FIFOs in ${directory}: ${errnoOf(cause)}`, { cause });
}
