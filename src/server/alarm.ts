import { GRACE_MS } from '../time-limit.js';

/** The longest sleep, so that a system clock which was set is noticed within that time. */
const MAX_SLEEP_MS = 60_000;

/**
 * One timer for all that falls due: rings when the time that it is set to has come. If this process was busy or stopped at
 * that time, it reads first what has come meanwhile: a job may have ended in time.
 */
export class Alarm {
  readonly #nowMs: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ringsAtMs = Number.POSITIVE_INFINITY;

  constructor(nowMs: () => number, ring: () => void) {
    this.#nowMs = nowMs;
    this.#ring = ring;
  }

  /** Makes sure that it rings at this time. It may ring earlier, and once more when nothing is due any more. */
  setTo(dueMs: number | undefined): void {
    if (dueMs === undefined || dueMs >= this.#ringsAtMs) return;
    clearTimeout(this.#timer);
    const nowMs = this.#nowMs();
    const sleepMs = Math.min(Math.max(dueMs - nowMs, 0), MAX_SLEEP_MS);
    this.#ringsAtMs = nowMs + sleepMs;
    this.#timer = setTimeout(() => this.#wake(), sleepMs);
  }

  /** Never rings again unless it is set again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#ringsAtMs = Number.POSITIVE_INFINITY;
  }

  #wake(): void {
    const lateMs = this.#nowMs() - this.#ringsAtMs;
    if (lateMs < GRACE_MS) this.#ringNow();
    else this.#timer = setTimeout(() => this.#ringNow(), GRACE_MS);
  }

  #ringNow(): void {
    this.#ringsAtMs = Number.POSITIVE_INFINITY;
    this.#ring();
  }
}
