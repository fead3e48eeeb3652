/** What a frame is drawn for: a key, something new, or time that has passed. */
export type FrameCause = 'key' | 'news' | 'time';

/**
 * How long after the last frame the next is drawn at the soonest. A key must be seen at once, and several share a frame; of
 * news there are no more than ten frames a second; the clock is not worth a frame of its own where there was one anyway.
 */
const APART_MS: Readonly<Record<FrameCause, number>> = { key: 25, news: 100, time: 900 };

/** Decides when a frame is drawn. */
export class Pacer {
  readonly #draw: () => void;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Has a frame drawn. */
  request(cause: FrameCause): void {
    const dueAtMs = this.#lastAtMs + APART_MS[cause];
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    clearTimeout(this.#timer);
    // Also what is due at once waits for the end of this turn, in which more may come.
    this.#timer = setTimeout(() => this.now(), Math.max(0, dueAtMs - performance.now()));
  }

  /** Draws a frame. */
  now(): void {
    this.stop();
    this.#lastAtMs = performance.now();
    this.#draw();
  }

  /** Forgets what was requested. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#dueAtMs = Number.POSITIVE_INFINITY;
  }
}
