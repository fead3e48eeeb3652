import type { Job } from '../../worker/index.js';
import type { OutputSettings } from './function-settings.js';
import { PIECE_BYTES, type ResultOutput, resultOutput } from './result-output.js';

/**
 * What a co-process gives for one job: parts, which are sent at once, and last what completes it, which is sent as the
 * output of a command would be.
 */
export class CoprocessOutput implements ResultOutput {
  readonly #job: Job;
  readonly #settings: OutputSettings;
  #isLast = false;
  #last: Pick<ResultOutput, 'rest'> = { rest: () => NOTHING };

  constructor(job: Job, settings: OutputSettings) {
    this.#job = job;
    this.#settings = settings;
  }

  /** What comes now completes the job. */
  beginLast(): void {
    this.#isLast = true;
  }

  take(chunk: Uint8Array): void | Promise<void> {
    if (this.#settings.stdout === 'drop') return undefined;
    if (this.#isLast) return this.#takeLast(chunk);
    this.#job.sendData(chunk);
    return this.#job.flushed();
  }

  rest(): Uint8Array {
    return this.#last.rest();
  }

  #takeLast(chunk: Uint8Array): void | Promise<void> {
    const { stdout, keepsSeparator } = this.#settings;
    // It has come in one piece, and mostly can go as one.
    if (stdout === 'complete' || (stdout === 'auto' && chunk.length <= PIECE_BYTES)) {
      this.#last = { rest: () => chunk };
      return undefined;
    }
    const output = resultOutput(stdout, this.#job, Number.POSITIVE_INFINITY, keepsSeparator);
    this.#last = output;
    return output.take(chunk);
  }
}

const NOTHING = new Uint8Array(0);
