import { NEWLINE } from '../separator.js';
import type { Lane } from './output-lanes.js';

const END_OF_LINE = Uint8Array.of(NEWLINE);

/** A line that is longer is written before its end. */
const MAX_HELD_BYTES = 64 * 1024;

/** Writes a lane in whole lines only; one that the result does not end is ended here. */
export class WholeLines implements Lane {
  readonly #lane: Lane;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  write(piece: Uint8Array): Promise<void> | undefined {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && this.#tailBytes + piece.length <= MAX_HELD_BYTES) {
      this.#hold(piece);
      return undefined;
    }
    const whole = end === 0 ? piece : piece.subarray(0, end);
    const written = this.#lane.write(this.#tailBytes === 0 ? whole : Buffer.concat([...this.#tail, whole]));
    this.#tail = [];
    this.#tailBytes = 0;
    if (end > 0 && end < piece.length) this.#hold(piece.subarray(end));
    return written;
  }

  end(complete: boolean): Promise<void> | undefined {
    if (this.#tailBytes > 0) this.#lane.write(Buffer.concat([...this.#tail, END_OF_LINE]));
    return this.#lane.end(complete);
  }

  #hold(piece: Uint8Array): void {
    this.#tail.push(piece);
    this.#tailBytes += piece.length;
  }
}

/** Puts a tag before every line of a lane; the last line is ended where the result does not. */
export class TaggedLines implements Lane {
  readonly #lane: Lane;
  readonly #tag: () => Uint8Array;
  #inLine = false;

  /** `tag` is asked for when the first byte comes. */
  constructor(lane: Lane, tag: () => Uint8Array) {
    this.#lane = lane;
    this.#tag = tag;
  }

  write(piece: Uint8Array): Promise<void> | undefined {
    const tag = this.#tag();
    const parts: Uint8Array[] = [];
    for (let rest = piece; rest.length > 0; ) {
      if (!this.#inLine) parts.push(tag);
      const end = rest.indexOf(NEWLINE) + 1 || rest.length;
      parts.push(rest.subarray(0, end));
      this.#inLine = rest[end - 1] !== NEWLINE;
      rest = rest.subarray(end);
    }
    return this.#lane.write(Buffer.concat(parts));
  }

  end(complete: boolean): Promise<void> | undefined {
    if (this.#inLine) this.#lane.write(END_OF_LINE);
    return this.#lane.end(complete);
  }
}
