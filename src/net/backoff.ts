/** How waits between attempts grow. */
export interface BackoffOptions {
  /** The first wait, in ms. Default: 200. */
  minMs?: number;
  /** The longest wait, in ms. Default: 30 000. */
  maxMs?: number;
  /** A source of numbers from 0 up to 1. Default: Math.random. */
  random?: () => number;
}

/**
 * The waits between attempts: each is double the one before, up to a limit, less a random share of up to a half, so that
 * workers which lost a server together do not come back together.
 */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor(options: BackoffOptions = {}) {
    this.#minMs = options.minMs ?? 200;
    this.#maxMs = options.maxMs ?? 30_000;
    this.#random = options.random ?? Math.random;
  }

  /** Gives the next wait in ms. */
  nextDelayMs(): number {
    const full = Math.min(this.#maxMs, this.#minMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return Math.max(this.#minMs, Math.round(full * (1 - this.#random() / 2)));
  }

  /** Begins anew, after a success. */
  reset(): void {
    this.#attempts = 0;
  }
}
