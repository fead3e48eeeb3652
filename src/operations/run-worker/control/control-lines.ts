import { LineSplitter } from '../line-splitter.js';

const NEWLINE = 0x0a;

/** The longest line that is read, in bytes with its newline. */
export const MAX_CONTROL_LINE_BYTES = 65_536;

/** Cuts what comes on a control channel into lines without their newlines, however the chunks fall. */
export class ControlLines {
  readonly #splitter = new LineSplitter(MAX_CONTROL_LINE_BYTES);
  /** True within a line that is too long: what comes up to its end is left out. */
  #isSkipping = false;

  /** The lines that a chunk completes; undefined stands for one that is too long. */
  *push(chunk: Uint8Array): Generator<Uint8Array | undefined> {
    for (const piece of this.#splitter.push(chunk)) {
      const isEnded = piece[piece.length - 1] === NEWLINE;
      const isWhole = isEnded && !this.#isSkipping;
      if (isWhole) yield piece.subarray(0, -1);
      else if (!this.#isSkipping) yield undefined;
      this.#isSkipping = !isEnded;
    }
  }

  /** The last line, when nothing ended it; empty when there is none. */
  rest(): Uint8Array {
    const rest = this.#splitter.rest();
    return this.#isSkipping ? rest.subarray(0, 0) : rest;
  }
}
