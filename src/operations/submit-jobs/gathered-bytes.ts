import { InputDataError } from '../../errors.js';

/** Beyond this, bytes are gathered in one buffer that grows in place: pieces would take twice the memory in the end. */
const LARGE_BYTES = 1024 * 1024;

/** How much the buffer grows at a time. */
const STEP_BYTES = 4 * 1024 * 1024;

/** Address space is all that this takes; a packet's length has 32 bits. */
const MAX_BYTES = 2 ** 32 - 1;

/** `ArrayBuffer` as it is since ES2024, which is more than the compiler's library knows. */
type ResizableBuffer = ArrayBuffer & { resize(byteLength: number): void };
const ResizableBuffer = ArrayBuffer as unknown as new (length: number, options: object) => ResizableBuffer;

/** Joins pieces of bytes, however many and large; a single piece is not copied. */
export class GatheredBytes {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #large: ResizableBuffer | undefined;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Throws InputDataError when there are too many for a packet. */
  add(piece: Uint8Array): void {
    const at = this.#bytes;
    this.#bytes += piece.length;
    if (this.#large !== undefined) this.#write(this.#large, piece, at);
    else if (this.#bytes <= LARGE_BYTES || this.#pieces.length === 0) this.#pieces.push(piece);
    else this.#large = this.#toLarge(piece);
  }

  /** Gives all bytes away and starts anew. */
  take(): Uint8Array {
    const [first] = this.#pieces;
    const bytes = this.#bytes;
    const joined =
      this.#large !== undefined
        ? new Uint8Array(this.#large, 0, bytes)
        : this.#pieces.length === 1 && first !== undefined
          ? first
          : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    this.#large = undefined;
    return joined;
  }

  #toLarge(last: Uint8Array): ResizableBuffer {
    const large = new ResizableBuffer(0, { maxByteLength: MAX_BYTES });
    let at = 0;
    for (const piece of [...this.#pieces, last]) {
      this.#write(large, piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    return large;
  }

  #write(large: ResizableBuffer, piece: Uint8Array, at: number): void {
    const end = at + piece.length;
    if (end > MAX_BYTES) throw new InputDataError('4 GiB of data in one piece are more than a packet can hold');
    if (end > large.byteLength) large.resize(Math.min(MAX_BYTES, end + STEP_BYTES));
    new Uint8Array(large, at, piece.length).set(piece);
  }
}
