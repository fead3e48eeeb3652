import { ResultTooLargeError } from '../../../errors.js';
import type { ResultOutput } from '../result-output.js';

/** How much may be written, and what happens beyond that. */
export interface OutputLimits {
  readonly maxBytes: number;
  /** `fail`: `take` throws ResultTooLargeError, and nothing is left. `truncate`: the rest is read and left out. */
  readonly onExcess: 'fail' | 'truncate';
  /** How many of the first bytes are kept for the journal. */
  readonly keptBytes: number;
}

/** Passes a result on, up to its limit, and counts it. */
export class LimitedOutput implements ResultOutput {
  /** What was passed on. */
  bytes = 0;
  /** True once something was left out. */
  isTruncated = false;
  readonly #output: ResultOutput;
  readonly #limits: OutputLimits;
  readonly #head: Uint8Array[] = [];

  constructor(output: ResultOutput, limits: OutputLimits) {
    this.#output = output;
    this.#limits = limits;
  }

  take(chunk: Uint8Array): void | Promise<void> {
    const { maxBytes, onExcess } = this.#limits;
    const room = maxBytes - this.bytes;
    if (chunk.length <= room) return this.#pass(chunk);
    if (onExcess === 'fail') {
      this.#output.rest();
      throw new ResultTooLargeError(`the command wrote more than ${maxBytes} bytes`);
    }
    this.isTruncated = true;
    return room > 0 ? this.#pass(chunk.subarray(0, room)) : undefined;
  }

  rest(): Uint8Array {
    return this.#output.rest();
  }

  /** Gives the first bytes that were passed on. */
  head(): Uint8Array {
    return this.#head.length === 1 ? (this.#head[0] as Uint8Array) : Buffer.concat(this.#head);
  }

  #pass(chunk: Uint8Array): void | Promise<void> {
    const missing = this.#limits.keptBytes - this.bytes;
    if (missing > 0) this.#head.push(chunk.subarray(0, missing));
    this.bytes += chunk.length;
    return this.#output.take(chunk);
  }
}
