import { GatheredBytes } from './gathered-bytes.js';

/**
 * Cuts a stream of bytes into records behind each separator, however the chunks fall. Nothing is copied but a record that
 * lies in several chunks, and that one once; so the chunks must not be changed while their records are in use.
 */
export class RecordSplitter {
  readonly #separator: number;
  readonly #keepSeparator: boolean;
  readonly #begun = new GatheredBytes();

  /** `separator` is a byte. With `keepSeparator` it stays at the end of its record. */
  constructor(separator: number, keepSeparator = false) {
    this.#separator = separator;
    this.#keepSeparator = keepSeparator;
  }

  /** Gives the records that end in this chunk. */
  push(chunk: Uint8Array): Uint8Array[] {
    const records: Uint8Array[] = [];
    let start = 0;
    for (;;) {
      const at = chunk.indexOf(this.#separator, start);
      if (at === -1) break;
      const piece = chunk.subarray(start, this.#keepSeparator ? at + 1 : at);
      records.push(this.#begun.isEmpty ? piece : this.#complete(piece));
      start = at + 1;
    }
    if (start < chunk.length) this.#begun.add(chunk.subarray(start));
    return records;
  }

  /** Gives what stands behind the last separator; nothing if the stream ended with one. It starts anew after that. */
  rest(): Uint8Array | undefined {
    return this.#begun.isEmpty ? undefined : this.#begun.take();
  }

  #complete(last: Uint8Array): Uint8Array {
    this.#begun.add(last);
    return this.#begun.take();
  }
}
