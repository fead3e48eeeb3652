/** Calls back once the time that was set last has passed. One timer does for all of them: it is set anew only for an earlier time. */
export class Alarm {
  readonly #onTime: () => void;
  #timer: NodeJS.Timeout | undefined;
  #firesAtMs = Number.POSITIVE_INFINITY;
  #dueAtMs = Number.POSITIVE_INFINITY;

  constructor(onTime: () => void) {
    this.#onTime = onTime;
  }

  /** Sets the time, in the place of the one before. */
  set(delayMs: number): void {
    this.#dueAtMs = performance.now() + delayMs;
    if (this.#dueAtMs < this.#firesAtMs) this.#start(delayMs);
  }

  /** Forgets the time. The timer may still run, for nothing. */
  clear(): void {
    this.#dueAtMs = Number.POSITIVE_INFINITY;
  }

  /** Forgets the time, and the timer. */
  stop(): void {
    this.clear();
    clearTimeout(this.#timer);
    this.#firesAtMs = Number.POSITIVE_INFINITY;
  }

  #start(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#firesAtMs = performance.now() + delayMs;
    this.#timer = setTimeout(() => this.#fire(), delayMs);
  }

  #fire(): void {
    this.#firesAtMs = Number.POSITIVE_INFINITY;
    if (this.#dueAtMs === Number.POSITIVE_INFINITY) return;
    const leftMs = this.#dueAtMs - performance.now();
    if (leftMs > 0) {
      this.#start(leftMs);
    } else {
      this.clear();
      this.#onTime();
    }
  }
}
