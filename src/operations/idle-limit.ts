import type { DialStep } from '../client/client-options.js';
import { TimeoutError } from '../errors.js';

/** The longest time that a timer can be set to; beyond it one fires at once. */
const MAX_TIMER_MS = 0x7fffffff;

/** So much longer than its time a wait takes. */
const GRACE_MS = 10;

/**
 * Limits the time in which nothing happens. This process may have been too busy to read what came in time, and its event loop
 * looks at timers before it reads: so it waits for a few ms more.
 */
export class IdleLimit implements Disposable {
  readonly #limitMs: number | undefined;
  readonly #onPassed: (error: TimeoutError) => void;
  #timer: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;

  /** Calls back when `limitMs` have passed since `restart`, and a little more; never without a limit. */
  constructor(limitMs: number | undefined, onPassed: (error: TimeoutError) => void) {
    this.#limitMs = limitMs;
    this.#onPassed = onPassed;
  }

  /** Something has happened: the time begins anew. */
  restart(): void {
    if (this.#limitMs === undefined) return;
    clearTimeout(this.#grace);
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#waitMore(), Math.min(this.#limitMs, MAX_TIMER_MS));
  }

  /** A connection is being made. To look up a name takes as long as the system gives it. */
  follow(step: DialStep): void {
    if (step === 'resolving') this.stop();
    else this.restart();
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
    this.#grace = setTimeout(() => this.#pass(), GRACE_MS);
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
