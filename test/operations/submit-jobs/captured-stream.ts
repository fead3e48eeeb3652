import { Writable } from 'node:stream';

/** A stream that keeps what is written to it, each write for itself, and takes more only when it is told to. */
export class CapturedStream extends Writable {
  readonly writes: string[] = [];
  readonly isTTY: boolean;
  readonly columns = 80;
  #isBlocked = false;
  #release: (() => void) | undefined;

  constructor({ isTTY = false, highWaterMark = 16 * 1024 } = {}) {
    super({ highWaterMark });
    this.isTTY = isTTY;
  }

  /** All that was written, one character per byte. */
  get text(): string {
    return this.writes.join('');
  }

  /** From now on the stream is like a pipe that nobody reads. */
  block(): void {
    this.#isBlocked = true;
  }

  unblock(): void {
    this.#isBlocked = false;
    this.#release?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push(chunk.toString('latin1'));
    if (this.#isBlocked) this.#release = done;
    else done();
  }
}
