import type { Writable } from 'node:stream';

/** A stream for messages that is opened with the first of them, and whose reader may go away. */
export class LateStream {
  readonly #open: () => Writable;
  #stream: Writable | undefined;

  constructor(open: () => Writable) {
    this.#open = open;
  }

  write(message: string | Uint8Array): void {
    this.#stream ??= this.#open().on('error', () => undefined);
    if (this.#stream.writable) this.#stream.write(message);
  }
}
