import { ResultTooLargeError } from '../../errors.js';

/** The most bytes of results that are kept, unless told otherwise. */
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** How much is kept of all results together. */
export class HeldBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes = DEFAULT_MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws ResultTooLargeError when there is no room for so much. */
  spend(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes) {
      throw new ResultTooLargeError(`more than ${this.#maxBytes} bytes of results would have to be kept in memory`, {
        hint: 'run fewer jobs at once, or take the results as they come, with --ungroup or --jsonl',
      });
    }
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** The pieces of one result that are kept. */
export class HeldPieces {
  readonly #budget: HeldBudget;
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(budget: HeldBudget) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a piece; a small one is copied, for it would keep the buffer alive that it was read into. */
  add(piece: Uint8Array): void {
    this.#budget.spend(piece.length);
    this.#bytes += piece.length;
    this.#pieces.push(piece.buffer.byteLength > 2 * piece.length ? new Uint8Array(piece) : piece);
  }

  /** Gives all pieces away. */
  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#budget.giveBack(this.#bytes);
    this.#pieces = [];
    this.#bytes = 0;
    return pieces;
  }
}
