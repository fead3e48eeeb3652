import { closeSync, readSync } from 'node:fs';
import { errnoOf } from './errno.js';
import { type OutputName, openToRead } from './fifos.js';

/** How much is read at a time: what a FIFO holds, unless an administrator allowed it more. */
const READ_BYTES = 65_536;

/** Our end of the FIFO of an output, which stays open from one command to the next. */
export class OutputSource {
  readonly #directory: string;
  readonly #name: OutputName;
  readonly #scratch: Uint8Array;
  #fd: number | undefined;

  /** `scratch` is memory that several may share. Throws SystemError. */
  constructor(directory: string, name: OutputName, scratch = new Uint8Array(READ_BYTES)) {
    this.#directory = directory;
    this.#name = name;
    this.#scratch = scratch;
    this.open();
  }

  /** Opens it again, if it was given away. Throws SystemError. */
  open(): void {
    this.#fd ??= openToRead(this.#directory, this.#name);
  }

  /** Gives what there is now, a FIFO's content at most; nothing when it is empty, though others have it open to write. */
  read(): Uint8Array | 'end' | 'nothing' {
    try {
      const length = this.#fd === undefined ? 0 : readSync(this.#fd, this.#scratch);
      return length === 0 ? 'end' : this.#scratch.slice(0, length);
    } catch (error) {
      if (errnoOf(error) === 'EAGAIN') return 'nothing';
      throw error;
    }
  }

  /** Gives the descriptor away, to be closed by whoever takes it. */
  give(): number | undefined {
    const fd = this.#fd;
    this.#fd = undefined;
    return fd;
  }

  close(): void {
    const fd = this.give();
    if (fd !== undefined) closeSync(fd);
  }
}
