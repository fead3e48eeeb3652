import type { Writable } from 'node:stream';

/** Bytes or text of at least this size are written as they are. */
const LARGE_BYTES = 16 * 1024;

/** More than this is not gathered. */
const FULL_BYTES = 64 * 1024;

/**
 * Gathers what is written in one turn of the event loop and writes it at once: the handles of a thousand jobs are one
 * write. What is written must not be changed until it has left.
 */
export class GatheredOutput {
  readonly #stream: Writable;
  readonly #beforeWrite: () => void;
  #text = '';
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #flushQueued = false;
  #drained: Promise<void> | undefined;

  /** `beforeWrite` is called each time the stream is written to. */
  constructor(stream: Writable, beforeWrite: () => void = () => undefined) {
    this.#stream = stream;
    this.#beforeWrite = beforeWrite;
  }

  /** Writes text or bytes. A promise says that no more should come before it resolves. */
  write(piece: string | Uint8Array): Promise<void> | undefined {
    if (typeof piece === 'string') {
      this.#text += piece;
    } else {
      this.#closeText();
      if (piece.length >= LARGE_BYTES) {
        this.flush();
        this.#send(piece);
        return this.#whenDrained();
      }
      this.#pieces.push(piece);
    }
    this.#bytes += piece.length;
    if (this.#bytes >= FULL_BYTES) this.flush();
    else this.#queueFlush();
    return this.#whenDrained();
  }

  /** Writes what was gathered now. */
  flush(): void {
    if (this.#bytes === 0) return;
    this.#bytes = 0;
    if (this.#pieces.length === 0) {
      const text = this.#text;
      this.#text = '';
      this.#send(text);
      return;
    }
    this.#closeText();
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#send(Buffer.concat(pieces));
  }

  /** Resolves when all has been written, or can be no more. */
  async finish(): Promise<void> {
    this.flush();
    if (this.#stream.destroyed || this.#stream.errored) return;
    await new Promise<void>((resolve) => {
      this.#stream.once('close', resolve);
      this.#stream.write('', () => {
        this.#stream.off('close', resolve);
        resolve();
      });
    });
  }

  #closeText(): void {
    if (this.#text === '') return;
    this.#pieces.push(Buffer.from(this.#text));
    this.#text = '';
  }

  #send(piece: string | Uint8Array): void {
    if (this.#stream.destroyed || this.#stream.errored) return;
    this.#beforeWrite();
    this.#stream.write(piece);
  }

  #queueFlush(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    queueMicrotask(() => {
      this.#flushQueued = false;
      this.flush();
    });
  }

  #whenDrained(): Promise<void> | undefined {
    if (!this.#stream.writableNeedDrain || this.#stream.destroyed) return undefined;
    this.#drained ??= new Promise((resolve) => {
      const done = () => {
        this.#drained = undefined;
        for (const event of ENDINGS) this.#stream.off(event, done);
        resolve();
      };
      for (const event of ENDINGS) this.#stream.on(event, done);
    });
    return this.#drained;
  }
}

/** What ends the wait for a stream to take more. */
const ENDINGS = ['drain', 'error', 'close'];
