import { type GearctlError, PacketTooLargeError } from '../errors.js';
import { Backoff } from '../net/backoff.js';
import type { WorkerSettings } from './worker-options.js';

/** Jobs over the size cap in a row before the longest wait comes between the attempts. */
const MAX_TOO_LARGE = 3;

/** What follows from a failed attempt or a lost connection. */
export interface Retry {
  /** Counts from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** The connection ended with a job over the size cap, for the so-many-th time in a row. */
  readonly tooLarge: { readonly error: PacketTooLargeError; readonly inARow: number } | undefined;
}

/**
 * The attempts to get work from one server. They begin anew only when the server has answered a grab: one that accepts
 * connections and breaks them is no better than one that cannot be reached. A job over the size cap breaks the connection
 * each time, and the server assigns it again each time.
 */
export class Attempts {
  readonly #backoff: Backoff;
  readonly #maxMs: number;
  #attempt = 0;
  #tooLargeInARow = 0;

  constructor(options: WorkerSettings['backoff']) {
    this.#backoff = new Backoff(options);
    this.#maxMs = options.maxMs;
  }

  /** Counts a failure, and tells how long to wait before the next attempt. */
  failed(error: GearctlError): Retry {
    this.#attempt += 1;
    this.#tooLargeInARow = error instanceof PacketTooLargeError ? this.#tooLargeInARow + 1 : 0;
    const inARow = this.#tooLargeInARow;
    return {
      attempt: this.#attempt,
      delayMs: inARow < MAX_TOO_LARGE ? this.#backoff.nextDelayMs() : this.#maxMs,
      tooLarge: error instanceof PacketTooLargeError ? { error, inARow } : undefined,
    };
  }

  /** Begins anew: the server has answered. */
  worked(): void {
    this.#attempt = 0;
    this.#tooLargeInARow = 0;
    this.#backoff.reset();
  }
}
