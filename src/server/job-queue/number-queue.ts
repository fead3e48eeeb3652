const FIRST_CHUNK_LENGTH = 16;
const MAX_CHUNK_LENGTH = 1024;

interface Chunk {
  readonly numbers: Float64Array;
  next: Chunk | undefined;
}

/**
 * Numbers, first in, first out: 8 bytes for each, in chunks that are let go once they are read. The first chunk is
 * small, for there are functions by the thousand that never have more than a few jobs waiting.
 */
export class NumberQueue {
  #front: Chunk | undefined;
  #back: Chunk | undefined;
  /** Where the first number stands in the chunk in front, and where the next one goes in the chunk at the back. */
  #start = 0;
  #end = 0;

  /** The number in front; 0 when there is none. */
  get first(): number {
    if (this.#front === undefined || (this.#front === this.#back && this.#start === this.#end)) return 0;
    return this.#front.numbers[this.#start] as number;
  }

  /** Adds a number, which must not be 0, at the back. */
  push(number: number): void {
    let back = this.#back;
    if (back === undefined || this.#end === back.numbers.length) back = this.#grow(back);
    back.numbers[this.#end] = number;
    this.#end += 1;
  }

  /** Takes out the number in front; there must be one. */
  shift(): void {
    const front = this.#front as Chunk;
    this.#start += 1;
    if (front === this.#back) {
      if (this.#start === this.#end) this.#clear(front);
    } else if (this.#start === front.numbers.length) {
      this.#front = front.next;
      // An old chunk that is let go would keep those behind it from being young: until V8 looks at what is old.
      front.next = undefined;
      this.#start = 0;
    }
  }

  /** The numbers from the front to the back. */
  *[Symbol.iterator](): Generator<number, void, void> {
    let at = this.#start;
    for (let chunk = this.#front; chunk !== undefined; chunk = chunk.next) {
      const end = chunk === this.#back ? this.#end : chunk.numbers.length;
      for (; at < end; at++) yield chunk.numbers[at] as number;
      at = 0;
    }
  }

  #grow(back: Chunk | undefined): Chunk {
    const length = back === undefined ? FIRST_CHUNK_LENGTH : Math.min(MAX_CHUNK_LENGTH, back.numbers.length * 2);
    const chunk: Chunk = { numbers: new Float64Array(length), next: undefined };
    if (back === undefined) this.#front = chunk;
    else back.next = chunk;
    this.#back = chunk;
    this.#end = 0;
    return chunk;
  }

  #clear(chunk: Chunk): void {
    this.#start = 0;
    this.#end = 0;
    if (chunk.numbers.length === FIRST_CHUNK_LENGTH) return;
    this.#front = undefined;
    this.#back = undefined;
  }
}
