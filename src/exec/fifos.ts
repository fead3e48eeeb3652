import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SystemError } from '../errors.js';
import { errnoOf } from './errno.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** Three FIFOs in a directory that only its owner may enter. */
export interface Fifos {
  readonly directory: string;
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** An open FIFO. The descriptors: ours does not block; theirs, the command's, does, as programs expect. */
export interface FifoEnds {
  readonly path: string;
  readonly ours: number;
  readonly theirs: number;
}

/** The open FIFOs of one command. */
export interface StandardStreams {
  readonly stdin: FifoEnds;
  readonly stdout: FifoEnds;
  readonly stderr: FifoEnds;
}

/** Those of a command whose stderr is another's. */
export type InputAndOutput = Omit<StandardStreams, 'stderr'>;

/**
 * Makes the FIFOs, in a new directory (0700) under `parent`. Node's own pipes will not do: they are socket pairs, and
 * those a command cannot open as /dev/stdin, /dev/stdout or /dev/stderr. Rejects with SystemError.
 */
export async function makeFifos(parent: string): Promise<Fifos> {
  const directory = await mkdtemp(join(parent, 'gearctl-')).catch((cause: unknown) => {
    throw new SystemError(`cannot make a directory in ${parent}: ${errnoOf(cause)}`, {
      hint: 'set TMPDIR to a directory that exists and may be written',
      cause,
    });
  });
  const [stdin, stdout, stderr] = [join(directory, 'stdin'), join(directory, 'stdout'), join(directory, 'stderr')];
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', stdin, stdout, stderr]);
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    const isMissing = errnoOf(cause) === 'ENOENT';
    throw new SystemError(isMissing ? 'cannot find mkfifo, to make FIFOs' : `cannot make FIFOs in ${parent} (mkfifo)`, {
      hint: isMissing ? 'install coreutils, or set PATH' : 'set TMPDIR to a directory on a file system that has FIFOs',
      cause,
    });
  }
  return { directory, stdin, stdout, stderr };
}

/** Removes the FIFOs and their directory, one by one: that takes no descriptor. Whoever has one open keeps it. */
export async function removeFifos({ stdin, stdout, stderr, directory }: Fifos): Promise<void> {
  for (const path of [stdin, stdout, stderr, directory]) await rm(path, { recursive: true, force: true });
}

/**
 * True when all FIFOs are there and nobody has one open. A process that outlived its command may: it would write into
 * the next command's output, or read what the next command is sent. Throws SystemError when that cannot be found out.
 */
export function areFree(fifos: Fifos): boolean {
  try {
    return [fifos.stdin, fifos.stdout, fifos.stderr].every((path) => !hasReader(path) && !hasWriter(path));
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return false;
    throw openError(fifos, cause);
  }
}

/** Tells whether somebody has a FIFO open to read it: without a reader, opening for writing fails. */
export function hasReader(path: string): boolean {
  try {
    closeSync(openSync(path, O_WRONLY | O_NONBLOCK));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENXIO') return false;
    throw error;
  }
}

/** Without a writer a read finds the end; with one it finds bytes, or would have to wait. */
function hasWriter(path: string): boolean {
  const fd = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    return readSync(fd, new Uint8Array(1)) > 0;
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return true;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Opens the FIFOs, which must be free, for one command. Throws SystemError, with nothing left open. */
export function openFifos(fifos: Fifos): StandardStreams {
  return opening(fifos, (openInput, openOutput) => ({
    stdin: openInput(fifos.stdin),
    stdout: openOutput(fifos.stdout),
    stderr: openOutput(fifos.stderr),
  }));
}

/** Opens those of stdin and stdout only. */
export function openInputAndOutput(fifos: Fifos): InputAndOutput {
  return opening(fifos, (openInput, openOutput) => ({
    stdin: openInput(fifos.stdin),
    stdout: openOutput(fifos.stdout),
  }));
}

type Open = (path: string) => FifoEnds;

function opening<Streams>(fifos: Fifos, openAll: (openInput: Open, openOutput: Open) => Streams): Streams {
  const opened: number[] = [];
  const open = (path: string, flags: number): number => {
    const fd = openSync(path, flags);
    opened.push(fd);
    return fd;
  };
  // The order matters: opening for one direction waits, or fails, until somebody has the other.
  const openOutput = (path: string): FifoEnds => {
    const ours = open(path, O_RDONLY | O_NONBLOCK);
    return { path, ours, theirs: open(path, O_WRONLY) };
  };
  const openInput = (path: string): FifoEnds => {
    const both = openSync(path, O_RDWR | O_NONBLOCK);
    try {
      const theirs = open(path, O_RDONLY);
      return { path, ours: open(path, O_WRONLY | O_NONBLOCK), theirs };
    } finally {
      closeSync(both);
    }
  };
  try {
    return openAll(openInput, openOutput);
  } catch (cause) {
    opened.forEach(closeSync);
    throw openError(fifos, cause);
  }
}

function openError(fifos: Fifos, cause: unknown): SystemError {
  return new SystemError(`cannot open the FIFOs in ${fifos.directory}: ${errnoOf(cause)}`, { cause });
}

/** Closes our ends, of a command that did not start. */
export function closeOurEnds(streams: Partial<StandardStreams>): void {
  for (const ends of endsOf(streams)) closeSync(ends.ours);
}

/** Closes the command's ends in this process; the command has its own copies by then, or did not start. */
export function closeTheirEnds(streams: Partial<StandardStreams>): void {
  for (const ends of endsOf(streams)) closeSync(ends.theirs);
}

function endsOf({ stdin, stdout, stderr }: Partial<StandardStreams>): FifoEnds[] {
  return [stdin, stdout, stderr].filter((ends) => ends !== undefined);
}
