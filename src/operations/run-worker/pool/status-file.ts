import { rename, rm, writeFile } from 'node:fs/promises';
import { FileCreationError } from '../../../errors.js';
import { errnoOf } from '../../../exec/errno.js';
import { systemMessage } from '../../../system-message.js';

/** How often a status file is written anew, in ms. */
const EVERY_MS = 2_000;

/**
 * A file that says how a pool stands, for whoever watches it: written anew every two seconds, each time as a whole, and
 * removed at the end. One that cannot be written is told of once, and then tried again.
 */
export class StatusFile {
  readonly #path: string;
  readonly #text: () => string;
  readonly #onTrouble: (error: FileCreationError) => void;
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> | undefined;
  #hadTrouble = false;

  private constructor(path: string, text: () => string, onTrouble: (error: FileCreationError) => void) {
    this.#path = path;
    this.#text = text;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => void this.#tick(), EVERY_MS).unref();
  }

  /** Begins with the first writing. Rejects with FileCreationError if that fails. */
  static async open(
    path: string,
    text: () => string,
    onTrouble: (error: FileCreationError) => void,
  ): Promise<StatusFile> {
    await write(path, text());
    return new StatusFile(path, text, onTrouble);
  }

  /** Ends it, and removes the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await rm(this.#path, { force: true });
  }

  async #tick(): Promise<void> {
    // A slow disk is not waited for twice.
    if (this.#writing !== undefined) return;
    this.#writing = write(this.#path, this.#text()).then(
      () => {
        this.#hadTrouble = false;
      },
      (error: FileCreationError) => {
        if (!this.#hadTrouble) this.#onTrouble(error);
        this.#hadTrouble = true;
      },
    );
    await this.#writing;
    this.#writing = undefined;
  }
}

/** Writes a file so that nobody ever sees half of it. */
async function write(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new FileCreationError(`cannot write the status file ${path}: ${systemMessage(cause)}`, errnoOf(cause), {
      hint: 'choose a path in a directory that may be written',
      cause,
    });
  }
}
