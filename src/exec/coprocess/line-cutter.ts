import { ProtocolError } from '../../errors.js';

const NEWLINE = 0x0a;

/** What is kept of a line that may be cut. */
const KEPT_BYTES = 4096;

const NOTHING = Buffer.alloc(0);

/** Tells by its first byte whether a line has to be whole, or may be cut when it is long. */
export type MustBeWhole = (firstByte: number) => boolean;

/** Cuts a stream into lines, without their newlines, however the chunks fall, in memory that is bounded. */
export class LineCutter {
  readonly #maxBytes: number;
  readonly #mustBeWhole: MustBeWhole;
  // The begin of a line whose end is to come: its first piece, or a buffer of ours that holds several.
  #begun: Buffer = NOTHING;
  #begunBytes = 0;
  #isDropping = false;

  constructor(maxBytes: number, mustBeWhole: MustBeWhole = () => true) {
    this.#maxBytes = maxBytes;
    this.#mustBeWhole = mustBeWhole;
  }

  /**
   * Gives the lines that a chunk completes, most of them as views on it. Of a long line that may be cut only the begin is
   * given. Throws ProtocolError when any other is longer than `maxBytes`.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline;
      this.#add(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
      start = end + 1;
      if (newline !== -1) yield this.#take();
    }
  }

  #add(piece: Buffer): void {
    if (this.#isDropping || piece.length === 0) return;
    if (this.#begunBytes === 0) this.#begun = piece;
    else this.#append(piece);
    this.#begunBytes += piece.length;
    if (this.#begunBytes <= KEPT_BYTES) return;
    if (!this.#mustBeWhole(this.#begun[0] ?? 0)) this.#keepBegin();
    else if (this.#begunBytes > this.#maxBytes) throw new ProtocolError(`a line of more than ${this.#maxBytes} bytes`);
  }

  #append(piece: Buffer): void {
    const bytes = this.#begunBytes + piece.length;
    if (bytes > this.#begun.length) {
      // Twice what is needed, so that a line in many pieces is not copied for each of them.
      const larger = Buffer.allocUnsafeSlow(2 * bytes);
      larger.set(this.#begun.subarray(0, this.#begunBytes));
      this.#begun = larger;
    }
    this.#begun.set(piece, this.#begunBytes);
  }

  #keepBegin(): void {
    this.#begun = Buffer.from(this.#begun.subarray(0, KEPT_BYTES));
    this.#begunBytes = KEPT_BYTES;
    this.#isDropping = true;
  }

  #take(): Buffer {
    const line = this.#begun.subarray(0, this.#begunBytes);
    this.#begun = NOTHING;
    this.#begunBytes = 0;
    this.#isDropping = false;
    return line;
  }
}
