import { ResultTooLargeError } from '../../errors.js';
import { LineSplitter } from './line-splitter.js';

const NEWLINE = 0x0a;

/** The largest piece of a result that travels as one WORK_DATA, in bytes. */
export const PIECE_BYTES = 65_536;

/** How much of a result is kept before it starts to stream. */
const KEPT_BYTES = 4 * PIECE_BYTES;

/**
 * How a command's stdout becomes the result of its job. A client gets the same bytes from all but the last.
 *
 * - `auto`: in WORK_COMPLETE; once there is more than 256 KiB, as WORK_DATA while the command writes.
 * - `complete`: in WORK_COMPLETE, whatever its size.
 * - `data`: as WORK_DATA, as it is written.
 * - `lines`: as one WORK_DATA for each line; a line over 64 KiB takes several.
 * - `drop`: not at all.
 */
export const RESULT_MODES = ['auto', 'complete', 'data', 'lines', 'drop'] as const;
export type ResultMode = (typeof RESULT_MODES)[number];

/** Where the pieces go that do not wait for the end. `flushed` resolves when the connection can take more. */
export interface DataTarget {
  sendData(data: Uint8Array): void;
  flushed(): Promise<void>;
}

/** Takes what a command writes to stdout. */
export interface ResultOutput {
  /** Takes a chunk, which it may keep. What it returns resolves when there is room for the next. */
  take(chunk: Uint8Array): void | Promise<void>;
  /** Gives what has not been sent yet: it belongs in WORK_COMPLETE or, when the job failed, in a last WORK_DATA. */
  rest(): Uint8Array;
}

/**
 * Makes the output for one job. With `complete`, `take` throws ResultTooLargeError beyond `maxBytes`, and nothing is left;
 * with `lines`, each has its newline where `keepsSeparator`.
 */
export function resultOutput(
  mode: ResultMode,
  target: DataTarget,
  maxBytes: number,
  keepsSeparator = true,
): ResultOutput {
  switch (mode) {
    case 'auto':
      return keptThenStreamed(target);
    case 'complete':
      return kept(maxBytes);
    case 'data':
      return { take: (chunk) => send(target, [chunk]), rest: nothing };
    case 'lines':
      return inLines(target, keepsSeparator);
    case 'drop':
      return { take: () => undefined, rest: nothing };
  }
}

function keptThenStreamed(target: DataTarget): ResultOutput {
  const pieces = new Pieces();
  let isStreaming = false;
  return {
    take: (chunk) => {
      pieces.push(chunk);
      isStreaming ||= pieces.bytes > KEPT_BYTES;
      return isStreaming ? send(target, pieces.takeFull()) : undefined;
    },
    rest: () => pieces.takeAll(),
  };
}

function kept(maxBytes: number): ResultOutput {
  const pieces = new Pieces();
  return {
    take: (chunk) => {
      pieces.push(chunk);
      if (pieces.bytes <= maxBytes) return;
      pieces.takeAll();
      throw new ResultTooLargeError(`the command wrote more than ${maxBytes} bytes`);
    },
    rest: () => pieces.takeAll(),
  };
}

function inLines(target: DataTarget, keepsSeparator: boolean): ResultOutput {
  const lines = new LineSplitter(PIECE_BYTES);
  const split = (chunk: Uint8Array) => (keepsSeparator ? lines.push(chunk) : withoutNewlines(lines.push(chunk)));
  return { take: (chunk) => send(target, split(chunk)), rest: () => lines.rest() };
}

function* withoutNewlines(lines: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const line of lines) yield line[line.length - 1] === NEWLINE ? line.subarray(0, -1) : line;
}

function send(target: DataTarget, pieces: Iterable<Uint8Array>): Promise<void> | undefined {
  let isSent = false;
  for (const piece of pieces) {
    target.sendData(piece);
    isSent = true;
  }
  return isSent ? target.flushed() : undefined;
}

const nothing = (): Uint8Array => new Uint8Array(0);

/** Bytes in pieces of one size, the last one growing: many small chunks take no more memory than a few large ones. */
class Pieces {
  /** How many bytes there are in all. */
  bytes = 0;
  #full: Uint8Array[] = [];
  #last = new Uint8Array(0);
  #lastBytes = 0;

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#lastBytes === this.#last.length) this.#startPiece();
      const part = rest.subarray(0, this.#last.length - this.#lastBytes);
      this.#last.set(part, this.#lastBytes);
      this.#lastBytes += part.length;
      rest = rest.subarray(part.length);
    }
  }

  /** Gives the pieces that are full; they are no longer here. */
  takeFull(): Uint8Array[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Gives all that is here, as one. */
  takeAll(): Uint8Array {
    const full = this.takeFull();
    const last = this.#last.subarray(0, this.#lastBytes);
    this.#last = new Uint8Array(0);
    this.#lastBytes = 0;
    return full.length === 0 ? last : Buffer.concat([...full, last]);
  }

  #startPiece(): void {
    if (this.#lastBytes > 0) this.#full.push(this.#last);
    this.#last = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#lastBytes = 0;
  }
}
