import { TimeoutError } from '../errors.js';

/** The longest time that a timer can be set to; beyond it one fires at once. */
const MAX_TIMER_MS = 0x7fffffff;

/** Limits the time in which nothing happens. */
export class IdleLimit implements Disposable {
  readonly #limitMs: number | undefined;
  readonly #onPassed: (error: TimeoutError) => void;
  #timer: NodeJS.Timeout | undefined;

  /** Calls back when `limitMs` have passed since `restart`; never without a limit. */
  constructor(limitMs: number | undefined, onPassed: (error: TimeoutError) => void) {
    this.#limitMs = limitMs;
    this.#onPassed = onPassed;
  }

  /** Something has happened: the time begins anew. */
  restart(): void {
    if (this.#limitMs === undefined) return;
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#pass(), Math.min(this.#limitMs, MAX_TIMER_MS));
  }

  /** Nothing is waited for any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #pass(): void {
    this.#timer = undefined;
    this.#onPassed(idleTooLong(this.#limitMs ?? 0));
  }
}

/** Says that a server has said nothing for so long. */
export function idleTooLong(limitMs: number): TimeoutError {
  return new TimeoutError(`nothing came from the server for ${limitMs} ms`);
}
