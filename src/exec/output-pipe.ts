import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { SystemError } from '../errors.js';
import type { OutputTaker } from './command-request.js';
import type { FifoEnds } from './fifos.js';

/** How much the last reads take at a time, and in all: no FIFO holds more, unless an administrator allowed it to. */
const READ_BYTES = 65_536;
const MAX_FIFO_BYTES = 1_048_576;

/** Our end of a command's stdout or stderr: reads it, and hands the chunks over in order, one at a time. */
export class OutputPipe {
  /**
   * Resolves when the FIFO is at its end, or was cut, and all that was read is taken. The descriptor is closed by
   * then.
   */
  readonly closed: Promise<void>;
  readonly #fd: number;
  readonly #take: OutputTaker;
  readonly #onFailure: (error: unknown) => void;
  readonly #socket: Socket;
  #taken: Promise<void> | undefined;
  #hasFailed = false;

  /** Takes over our end. `onFailure` gets what `take` throws; from then on output is read and dropped. */
  constructor({ ours: fd }: FifoEnds, take: OutputTaker, onFailure: (error: unknown) => void) {
    this.#fd = fd;
    this.#take = take;
    this.#onFailure = onFailure;
    this.#socket = new Socket({ fd, readable: true, writable: false });
    this.#socket.on('data', (chunk: Buffer) => this.#deliver(chunk));
    this.#socket.on('error', (cause) => this.#fail(new SystemError("cannot read a command's output", { cause })));
    this.closed = new Promise((resolve) => this.#socket.once('close', resolve)).then(() => this.#taken);
  }

  /** Ends the reading: what the FIFO holds at this moment is still handed over, what is written later is not. */
  cut(): void {
    if (this.#socket.destroyed) return;
    this.#taken = this.#takeAll(this.#readRest());
    this.#socket.destroy();
  }

  #deliver(chunk: Uint8Array): void {
    const taken = this.#takeChunk(chunk);
    if (taken === undefined) return;
    this.#socket.pause();
    this.#taken = taken.then(() => {
      this.#socket.resume();
    });
  }

  async #takeAll(chunks: readonly Uint8Array[]): Promise<void> {
    await this.#taken;
    for (const chunk of chunks) await this.#takeChunk(chunk);
  }

  #takeChunk(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#hasFailed) return undefined;
    try {
      const taken = this.#take(chunk);
      return taken instanceof Promise ? taken.catch((error: unknown) => this.#fail(error)) : undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#onFailure(error);
  }

  /** What was read but not handed over yet, then what is in the FIFO. */
  #readRest(): Uint8Array[] {
    this.#socket.removeAllListeners('data');
    this.#socket.pause();
    const rest: Uint8Array[] = [];
    const buffered: Uint8Array | null = this.#socket.read();
    if (buffered !== null) rest.push(buffered);
    for (let bytes = 0; bytes < MAX_FIFO_BYTES; ) {
      const chunk = this.#readNow();
      if (chunk.length === 0) break;
      rest.push(chunk);
      bytes += chunk.length;
    }
    return rest;
  }

  #readNow(): Uint8Array {
    const chunk = new Uint8Array(READ_BYTES);
    try {
      return chunk.subarray(0, readSync(this.#fd, chunk));
    } catch {
      return chunk.subarray(0, 0); // EAGAIN: empty, though others have it open.
    }
  }
}
