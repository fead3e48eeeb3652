/** No more than ten frames a second. */
const FRAME_MS = 100;

/** A key must be seen at once; more than one in this time share a frame. */
const KEY_FRAME_MS = 25;

/** Decides when a frame is drawn: soon after a key, and else no sooner than a tenth of a second after the last. */
export class Pacer {
  readonly #draw: () => void;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Has a frame drawn: for a key, or for something that can wait. */
  request(isUrgent: boolean): void {
    const dueAtMs = this.#lastAtMs + (isUrgent ? KEY_FRAME_MS : FRAME_MS);
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
