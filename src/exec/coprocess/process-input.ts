import { Socket } from 'node:net';
import type { Codec } from './codec.js';
import type { Order } from './message.js';
import { OrderBuffer } from './order-buffer.js';

/**
 * Our end of a co-process's stdin. What is sent in one turn of the event loop is written together. What the process does
 * not read stays in memory, so its sender has to have a bound: no process has more jobs than it has room for.
 */
export class ProcessInput {
  readonly #codec: Codec;
  readonly #socket: Socket;
  readonly #buffer = new OrderBuffer();
  #isFlushQueued = false;

  /** Takes over a descriptor. `onFailure` is called when the process has closed its stdin. */
  constructor(fd: number, codec: Codec, onFailure: () => void) {
    this.#codec = codec;
    this.#socket = new Socket({ fd, readable: false, writable: true });
    this.#socket.on('error', onFailure);
  }

  /** Sends an order; after the end it goes nowhere. */
  send(order: Order): void {
    if (!this.#socket.writable) return;
    this.#codec.encode(order, this.#buffer);
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    // Not before everything that has arrived by now is dealt with: that may be more jobs.
    setImmediate(() => this.#flush());
  }

  /** Closes once all that was sent is written. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  /** Closes at once. */
  close(): void {
    this.#socket.destroy();
  }

  #flush(): void {
    this.#isFlushQueued = false;
    const pieces = this.#buffer.take();
    if (!this.#socket.writable) return;
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
  }
}
