/** The longest time that a timer can be set to, in ms; beyond it one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** So much longer than its time a wait takes, in ms. */
export const GRACE_MS = 10;

/**
 * Calls back when a time has passed and what came in it has been read. Node's event loop looks at timers before it reads,
 * and this process may have been busy all the time, or stopped: so it takes a few ms more.
 */
export class TimeLimit implements Disposable {
  readonly #ms: number;
  readonly #onPassed: () => void;
  #timer: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;

  /** Does not count before `restart`. */
  constructor(ms: number, onPassed: () => void) {
    this.#ms = Math.min(ms, MAX_TIMER_MS);
    this.#onPassed = onPassed;
  }

  /** The time begins, or begins anew. */
  restart(): this {
    clearTimeout(this.#grace);
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#waitMore(), this.#ms);
    return this;
  }

  /** Nothing is waited for any more. */
  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#grace);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #waitMore(): void {
    this.#grace = setTimeout(() => {
      this.stop();
      this.#onPassed();
    }, GRACE_MS);
  }
}
