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
    this.each(chunk, (bytes, start, end) => records.push(bytes.subarray(start, end)));
    return records;
  }

  /** Calls `take` for each record that ends in this chunk: the bytes of a buffer from `start` to `end`. */
  each(chunk: Uint8Array, take: (bytes: Uint8Array, start: number, end: number) => void): void {
    let start = 0;
    for (let at = chunk.indexOf(this.#separator); at !== -1; at = chunk.indexOf(this.#separator, start)) {
      const end = this.#keepSeparator ? at + 1 : at;
      if (this.#begun.isEmpty) {
        take(chunk, start, end);
      } else {
        this.#begun.add(chunk.subarray(start, end));
        const record = this.#begun.take();
        take(record, 0, record.length);
      }
      start = at + 1;
    }
    if (start < chunk.length) this.#begun.add(chunk.subarray(start));
  }

  /** Gives what stands behind the last separator; nothing if the stream ended with one. It starts anew after that. */
  rest(): Uint8Array | undefined {
    return this.#begun.isEmpty ? undefined : this.#begun.take();
  }
}
