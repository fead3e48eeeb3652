import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { SystemError } from '../errors.js';
import type { OutputTaker } from './command-request.js';
import type { OutputSource } from './output-source.js';

/** How much the last reads take at a time, and in all: no FIFO holds more, unless an administrator allowed it to. */
const READ_BYTES = 65_536;
const MAX_FIFO_BYTES = 1_048_576;

/** Hears of an output. */
export interface OutputListener {
  /** Something was read. */
  active(): void;
  /** A taker has thrown; from now on output is read and dropped. */
  failed(error: unknown): void;
  /** The output is at its end, or was cut, and all that was read is taken. */
  closed(): void;
}

/**
 * One output of one command: hands over the chunks in order, one at a time.
 *
 * It is read when the command has exited, which for most is soon enough and takes no watching; from `watch` on as it comes.
 */
export class OutputPipe {
  readonly #source: OutputSource;
  readonly #take: OutputTaker;
  readonly #listener: OutputListener;
  #socket: Socket | undefined;
  #fd = -1;
  #taken: Promise<void> | undefined;
  #hasFailed = false;
  #isClosed = false;

  constructor(source: OutputSource, take: OutputTaker, listener: OutputListener) {
    this.#source = source;
    this.#take = take;
    this.#listener = listener;
  }

  /** Reads from now on whatever comes. The command must have the output open by now, or it would seem to be at its end. */
  watch(): void {
    const fd = this.#isClosed || this.#socket !== undefined ? undefined : this.#source.give();
    if (fd === undefined) return;
    this.#fd = fd;
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.on('data', (chunk: Buffer) => this.#deliver(chunk));
    socket.on('error', (cause) => this.#fail(unreadable(cause)));
    socket.once('close', () => void this.#closeWhenTaken());
    this.#socket = socket;
  }

  /** Reads what is there, now that the command has exited; and watches when others still have the output open. */
  settle(): void {
    if (this.#isClosed || this.#socket !== undefined) return;
    let chunk = this.#readSource();
    let taken: Promise<void> | undefined;
    while (chunk instanceof Uint8Array && taken === undefined) {
      taken = this.#takeChunk(chunk);
      if (taken === undefined) chunk = this.#readSource();
    }
    if (chunk === 'end') this.#close();
    else this.watch();
    if (taken !== undefined) this.#hold(taken);
  }

  /** Reads what a command that was not started has left, and drops it. */
  drop(): void {
    this.#hasFailed = true;
    this.settle();
    this.cut();
  }

  /** Ends the reading: what the FIFO holds at this moment is still handed over, what is written later is not. */
  cut(): void {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return;
    this.#taken = this.#takeAll(this.#readRest(socket));
    socket.destroy();
  }

  #readSource(): Uint8Array | 'end' | 'nothing' {
    try {
      return this.#source.read();
    } catch (cause) {
      this.#fail(unreadable(cause));
      return 'end';
    }
  }

  #deliver(chunk: Uint8Array): void {
    const taken = this.#takeChunk(chunk);
    if (taken !== undefined) this.#hold(taken);
  }

  /** Reads no more until that is settled. */
  #hold(taken: Promise<void>): void {
    this.#socket?.pause();
    this.#taken = taken.then(() => {
      this.#socket?.resume();
    });
  }

  async #takeAll(chunks: readonly Uint8Array[]): Promise<void> {
    await this.#taken;
    for (const chunk of chunks) await this.#takeChunk(chunk);
  }

  #takeChunk(chunk: Uint8Array): Promise<void> | undefined {
    this.#listener.active();
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
    this.#listener.failed(error);
  }

  async #closeWhenTaken(): Promise<void> {
    await this.#taken;
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.#listener.closed();
  }

  /** What was read but not handed over yet, then what is in the FIFO. */
  #readRest(socket: Socket): Uint8Array[] {
    socket.removeAllListeners('data');
    socket.pause();
    const rest: Uint8Array[] = [];
    const buffered: Uint8Array | null = socket.read();
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

function unreadable(cause: unknown): SystemError {
  return new SystemError("cannot read a command's output", { cause });
}
