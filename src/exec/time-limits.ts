import { TimeLimit } from '../time-limit.js';

/** Which limit has passed. */
export type PassedLimit = 'timeout' | 'idle';

/**
 * The limits of a command in time: how long it may run, and how long it may be silent. One timer, and none without a limit.
 * A command that has ended in time, or said something, has done so though nobody has read of it yet: see TimeLimit.
 */
export class TimeLimits {
  readonly #idleMs: number;
  readonly #onPassed: (limit: PassedLimit) => void;
  #deadlineMs: number;
  #activeMs: number;
  #next: TimeLimit | undefined;

  /** Starts the clock. In ms; 0 is no limit. */
  constructor(timeoutMs: number, idleMs: number, onPassed: (limit: PassedLimit) => void) {
    const nowMs = performance.now();
    this.#idleMs = idleMs || Number.POSITIVE_INFINITY;
    this.#onPassed = onPassed;
    this.#deadlineMs = nowMs + (timeoutMs || Number.POSITIVE_INFINITY);
    this.#activeMs = nowMs;
    this.#wait(nowMs);
  }

  /** Notes that the command was not silent. */
  active(): void {
    if (this.#idleMs !== Number.POSITIVE_INFINITY) this.#activeMs = performance.now();
  }

  /** Lets the command run for at least so long from now, if it may not in any case. */
  extend(ms: number): void {
    this.#deadlineMs = Math.max(this.#deadlineMs, performance.now() + ms);
  }

  /** Stops the clock. */
  clear(): void {
    this.#next?.stop();
  }

  #wait(nowMs: number): void {
    const leftMs = Math.min(this.#deadlineMs, this.#activeMs + this.#idleMs) - nowMs;
    if (leftMs === Number.POSITIVE_INFINITY) return;
    this.#next = new TimeLimit(Math.max(1, Math.ceil(leftMs)), () => this.#look()).restart();
  }

  /** A limit may have moved since the timer was set. */
  #look(): void {
    const nowMs = performance.now();
    if (nowMs >= this.#deadlineMs) this.#onPassed('timeout');
    else if (nowMs >= this.#activeMs + this.#idleMs) this.#onPassed('idle');
    else this.#wait(nowMs);
  }
}
