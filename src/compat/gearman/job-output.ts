import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Outcome } from './outcome.js';

/** So much is held back at most, as stdio does. */
const HELD_BYTES = 4096;

/**
 * stdout as gearman writes to it. Data goes out at once. Lines about jobs do so on a terminal only: elsewhere they are held
 * back until `flush`, a message on stderr, or until there are 4096 bytes of them. What is written to a reader that has gone is dropped.
 */
export class JobOutput {
  readonly #stream: Writable & { readonly isTTY?: boolean };
  readonly #outcome: Outcome;
  readonly #failure = new AbortController();
  #room: Promise<void> | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(stream: Writable & { readonly isTTY?: boolean }, outcome: Outcome) {
    this.#stream = stream;
    this.#outcome = outcome;
    outcome.beforeMessages(() => this.flush());
    stream.on('error', (error) => this.#failure.abort(error));
  }

  /** Aborts with the reason when nothing can be written any more. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Writes data, and resolves when there is room for more; undefined when there still is. */
  write(data: Uint8Array): Promise<void> | undefined {
    if (this.failed.aborted || data.length === 0 || this.#stream.write(data)) return undefined;
    // Data that was read already keeps coming: all of it waits for the same room.
    this.#room ??= once(this.#stream, 'drain')
      .catch(() => undefined)
      .then(() => {
        this.#room = undefined;
      });
    return this.#room;
  }

  /** Writes a line about a job: now or, where nobody watches, later. */
  writeLine(line: Uint8Array): Promise<void> | undefined {
    const flushed = this.#heldBytes + line.length > HELD_BYTES ? this.flush() : undefined;
    this.#held.push(line);
    this.#heldBytes += line.length;
    return this.#stream.isTTY ? this.flush() : flushed;
  }

  /** Writes the lines that were held back. */
  flush(): Promise<void> | undefined {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return this.write(Buffer.concat(held));
  }

  /** Resolves when all has been written or, which the outcome is told, can be no more. */
  async finish(): Promise<void> {
    this.flush();
    if (!this.failed.aborted) {
      await new Promise<void>((resolve) => {
        this.failed.addEventListener('abort', () => resolve(), { once: true });
        this.#stream.write('', () => resolve());
      });
    }
    if (!this.failed.aborted) return;
    this.#outcome.troubled();
    this.#outcome.say('write', this.failed.reason);
  }
}
