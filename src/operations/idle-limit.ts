import { TimeoutError } from '../errors.js';

/** The longest time that a timer can be set to; beyond it one fires at once. */
const MAX_TIMER_MS = 0x7fffffff;

/**
 * Limits the time in which nothing happens. What has come in time counts, though this process was too busy to read it: the
 * event loop looks at timers before it reads, so it may read once more when the time has passed.
 */
export class IdleLimit implements Disposable {
  readonly #limitMs: number | undefined;
  readonly #onPassed: (error: TimeoutError) => void;
  #timer: NodeJS.Timeout | undefined;
  #lastRead: NodeJS.Immediate | undefined;

  /** Calls back when `limitMs` have passed since `restart`; never without a limit. */
  constructor(limitMs: number | undefined, onPassed: (error: TimeoutError) => void) {
    this.#limitMs = limitMs;
    this.#onPassed = onPassed;
  }

  /** Something has happened: the time begins anew. */
  restart(): void {
    if (this.#limitMs === undefined) return;
    clearImmediate(this.#lastRead);
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#readOnce(), Math.min(this.#limitMs, MAX_TIMER_MS));
  }

  /** Nothing is waited for any more. */
  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#lastRead);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #readOnce(): void {
    this.#lastRead = setImmediate(() => this.#pass());
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
