import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fstatSync, linkSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { FileCreationError } from '../../errors.js';
import { errnoOf } from '../../exec/errno.js';
import { systemMessage } from '../../system-message.js';
import { JOB_LOG_HEADER, jobLogLine } from './job-log-line.js';
import type { WorkEvent } from './work-event.js';

const NEWLINE = '\n';

/**
 * A file with a line for each job that has ended, as GNU parallel writes it. Any number of workers may share one: each
 * line is appended by one call. After a reload it is opened anew, for the old one may have been moved away.
 */
export class JobLog {
  readonly #path: string;
  readonly #onTrouble: (message: string) => void;
  #descriptor: number;
  #seq = 0;
  #isTorn = false;
  #hadTrouble = false;

  private constructor(path: string, onTrouble: (message: string) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
    this.#descriptor = openWithHeader(path);
  }

  /** Opens a file, which gets its header if it is new. Throws FileCreationError. `onTrouble` hears of lines that are lost. */
  static open(path: string, onTrouble: (message: string) => void): JobLog {
    return new JobLog(path, onTrouble);
  }

  hear(event: WorkEvent): void {
    if (event.type === 'reload') this.#try(() => this.#reopen());
    if (event.type !== 'end') return;
    this.#seq += 1;
    this.#try(() => this.#append(jobLogLine(event, { seq: this.#seq, host: hostname(), endedAtMs: Date.now() })));
  }

  /** Closes the file. */
  async close(): Promise<void> {
    closeSync(this.#descriptor);
  }

  #append(line: string): void {
    // What a full disk has cut off stays a line of its own.
    const bytes = Buffer.from(this.#isTorn ? NEWLINE + line : line);
    const written = writeSync(this.#descriptor, bytes);
    this.#isTorn = written < bytes.length;
    if (this.#isTorn) throw fileError(this.#path, 'ENOSPC', 'no space left on device');
  }

  #reopen(): void {
    const descriptor = openWithHeader(this.#path);
    closeSync(this.#descriptor);
    this.#descriptor = descriptor;
  }

  /** Tells of trouble once, until there is none any more. */
  #try(body: () => void): void {
    try {
      body();
      this.#hadTrouble = false;
    } catch (error) {
      const { message } = error instanceof FileCreationError ? error : unwritable(this.#path, error);
      if (!this.#hadTrouble) this.#onTrouble(`${message}; jobs are missing in it`);
      this.#hadTrouble = true;
    }
  }
}

/** Opens a file to append to it. Of those who make it at the same time only one writes the header. */
function openWithHeader(path: string): number {
  try {
    if (!existsSync(path)) createWithHeader(path);
    const descriptor = openSync(path, 'a');
    if (fstatSync(descriptor).size === 0) writeSync(descriptor, JOB_LOG_HEADER);
    return descriptor;
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Makes a file that has its header from the moment on that it is there, unless somebody else has made it meanwhile. */
function createWithHeader(path: string): void {
  // Not the number of the process: to one that is number 1 this would be the name that logrotate gives the old log.
  const temporary = `${path}.${randomUUID()}`;
  try {
    writeFileSync(temporary, JOB_LOG_HEADER, { flag: 'wx' });
    linkSync(temporary, path);
  } catch {
    // Somebody was faster, or there are no links here: whoever opens the file finds out.
  } finally {
    rmSync(temporary, { force: true });
  }
}

function unwritable(path: string, cause: unknown): FileCreationError {
  return fileError(path, errnoOf(cause), systemMessage(cause), cause);
}

function fileError(path: string, errno: string, message: string, cause?: unknown): FileCreationError {
  return new FileCreationError(`cannot write the job log ${path}: ${message}`, errno, {
    hint: 'choose a path in a directory that may be written',
    cause,
  });
}
