/** Pieces at least this long are kept as they are; shorter ones are gathered into slabs of this size. */
const SLAB_BYTES = 16 * 1024;

/**
 * The pieces of something that arrives bit by bit, joined once when it is whole. Large pieces are kept without a copy;
 * small ones are copied together, so that a stream cut into single bytes costs one slab and not an object per byte.
 */
export class PieceList {
  #pieces: Uint8Array[] = [];
  #slab: Uint8Array | undefined;
  #slabFilled = 0;
  #length = 0;

  /** The bytes gathered so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds a piece behind the others. */
  add(piece: Uint8Array): void {
    this.#length += piece.length;
    if (piece.length >= SLAB_BYTES) {
      this.#closeSlab();
      this.#pieces.push(piece);
      return;
    }
    let rest = piece;
    while (rest.length > 0) {
      this.#slab ??= new Uint8Array(SLAB_BYTES);
      const part = rest.subarray(0, SLAB_BYTES - this.#slabFilled);
      this.#slab.set(part, this.#slabFilled);
      this.#slabFilled += part.length;
      if (this.#slabFilled === SLAB_BYTES) this.#closeSlab();
      rest = rest.subarray(part.length);
    }
  }

  /** Joins all pieces and a last one, and is empty afterwards. A last piece alone is returned itself, not copied. */
  takeWith(last: Uint8Array): Uint8Array {
    if (this.#length === 0) return last;
    this.#closeSlab();
    const whole = new Uint8Array(this.#length + last.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    whole.set(last, at);
    this.clear();
    return whole;
  }

  /** Forgets everything. */
  clear(): void {
    this.#pieces = [];
    this.#slab = undefined;
    this.#slabFilled = 0;
    this.#length = 0;
  }

  #closeSlab(): void {
    if (this.#slab === undefined) return;
    this.#pieces.push(this.#slab.subarray(0, this.#slabFilled));
    this.#slab = undefined;
    this.#slabFilled = 0;
  }
}
