/** Data of at least this size is handed on as it is; what is smaller is gathered. */
const LARGE_BYTES = 16 * 1024;
const SLAB_BYTES = 64 * 1024;

/** Gathers what is to be written together. Small pieces are copied into one; large ones are neither copied nor changed. */
export class OrderBuffer {
  #pieces: Uint8Array[] = [];
  #slab = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** Adds a text, as UTF-8. */
  addText(text: string): void {
    // No character of a string takes more than three bytes.
    if (!this.#hasRoom(text.length * 3)) {
      this.#addPiece(Buffer.from(text));
      return;
    }
    this.#end += this.#slab.write(text, this.#end);
  }

  /** Adds bytes, which must not change before they are written. */
  addBytes(bytes: Uint8Array): void {
    if (!this.#hasRoom(bytes.length)) {
      this.#addPiece(bytes);
      return;
    }
    this.#slab.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds a number of 32 bits, the most significant byte first. */
  addUint32(number: number): void {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeUInt32BE(number);
    this.addBytes(bytes);
  }

  /** Gives all that was added, in order; it is no longer here. */
  take(): Uint8Array[] {
    this.#cutSlab();
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** Makes room in the slab for what is small enough for it. What was taken of a slab is never written again. */
  #hasRoom(bytes: number): boolean {
    if (this.#slab.length - this.#end >= bytes) return true;
    if (bytes >= LARGE_BYTES) return false;
    this.#cutSlab();
    this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#start = 0;
    this.#end = 0;
    return true;
  }

  #addPiece(bytes: Uint8Array): void {
    this.#cutSlab();
    this.#pieces.push(bytes);
  }

  #cutSlab(): void {
    if (this.#end > this.#start) this.#pieces.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}
