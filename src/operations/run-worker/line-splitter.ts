const NEWLINE = 0x0a;

/** The longest line kept together, in bytes. */
const MAX_LINE_BYTES = 65_536;

/**
 * Cuts a stream of bytes into lines, however the chunks fall. A line comes with its newline; the last may have none. One
 * that is longer than `maxBytes` comes in several pieces, so that memory does not grow with it.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #begun: Uint8Array[] = [];
  #begunBytes = 0;

  constructor(maxBytes = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that a chunk completes. The chunk is kept as long as one of its lines is not complete. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    for (let rest = chunk; rest.length > 0; ) {
      const newline = rest.indexOf(NEWLINE);
      const room = this.#maxBytes - this.#begunBytes;
      const end = Math.min(newline === -1 ? rest.length : newline + 1, room);
      const piece = rest.subarray(0, end);
      rest = rest.subarray(end);
      this.#begun.push(piece);
      this.#begunBytes += end;
      if (end === newline + 1 || end === room) yield this.rest();
    }
  }

  /** The line that was begun and has not ended, which may be empty. It starts anew after that. */
  rest(): Uint8Array {
    const [first = new Uint8Array(0), ...others] = this.#begun;
    const line = others.length === 0 ? first : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    return line;
  }
}
