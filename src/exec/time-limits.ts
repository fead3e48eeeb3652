import { GRACE_MS, MAX_TIMER_MS } from '../time-limit.js';

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
  #timer: NodeJS.Timeout | undefined;

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
    clearTimeout(this.#timer);
  }

  #wait(nowMs: number): void {
    const leftMs = Math.min(this.#deadlineMs, this.#activeMs + this.#idleMs) - nowMs;
    if (leftMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#look(), Math.min(Math.max(1, Math.ceil(leftMs)), MAX_TIMER_MS));
  }

  /** A limit may have moved since the timer was set. */
  #look(hasRead = false): void {
    const nowMs = performance.now();
    const isOver = nowMs >= this.#deadlineMs;
    if (!isOver && nowMs < this.#activeMs + this.#idleMs) this.#wait(nowMs);
    else if (hasRead) this.#onPassed(isOver ? 'timeout' : 'idle');
    else this.#timer = setTimeout(() => this.#look(true), GRACE_MS);
  }
}
