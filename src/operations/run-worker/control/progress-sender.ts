/** The shortest time between two reports. */
const INTERVAL_MS = 100;

/** How far a command is. */
export interface Progress {
  readonly numerator: number;
  readonly denominator: number;
}

/** Sends progress at most ten times a second: what comes in between is left out, but for the last. */
export class ProgressSender {
  readonly #send: (progress: Progress) => void;
  #last: Progress | undefined;
  #isPending = false;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (progress: Progress) => void) {
    this.#send = send;
  }

  /** What was reported last. */
  get last(): Progress | undefined {
    return this.#last;
  }

  /** Sends progress, now or in a moment. */
  report(progress: Progress): void {
    this.#last = progress;
    this.#isPending = true;
    if (this.#timer !== undefined) return;
    const waitMs = this.#sentAtMs + INTERVAL_MS - performance.now();
    if (waitMs <= 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), waitMs);
  }

  /** Sends what is still to be sent. To be called at the end: there is no timer after it. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isPending || this.#last === undefined) return;
    this.#isPending = false;
    this.#sentAtMs = performance.now();
    this.#send(this.#last);
  }
}
