/**
 * The last bytes of a stream, in memory that does not grow: each byte pushed is copied once, and what is older is
 * forgotten.
 */
export class OutputTail {
  readonly #ring: Uint8Array;
  #next = 0;
  #isFull = false;

  constructor(maxBytes = 4096) {
    this.#ring = new Uint8Array(maxBytes);
  }

  /** Appends a chunk; the chunk is not kept. */
  push(chunk: Uint8Array): void {
    const ring = this.#ring;
    const kept = chunk.subarray(Math.max(0, chunk.length - ring.length));
    const untilWrap = ring.length - this.#next;
    ring.set(kept.subarray(0, untilWrap), this.#next);
    ring.set(kept.subarray(untilWrap), 0);
    this.#isFull ||= kept.length >= untilWrap;
    this.#next = kept.length < untilWrap ? this.#next + kept.length : kept.length - untilWrap;
  }

  /** A copy of what is kept, oldest byte first. */
  bytes(): Uint8Array {
    const newest = this.#ring.subarray(0, this.#next);
    if (!this.#isFull) return newest.slice();
    const tail = new Uint8Array(this.#ring.length);
    tail.set(this.#ring.subarray(this.#next), 0);
    tail.set(newest, tail.length - newest.length);
    return tail;
  }
}
