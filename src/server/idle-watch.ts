/** Who is watched for doing nothing. */
export interface Watched {
  /** Grows with whatever it does. */
  readonly bytesRead: number;
  /** Whether it may well do nothing: it waits for something, or something is asked of it. */
  readonly isBusy: boolean;
  /** Ends it. */
  close(): void;
}

/**
 * Ends those who do nothing for a while, with one timer for all: after once to one and a half times of that time. While this
 * process was stopped nobody could be seen to do anything, so that time does not count.
 */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #nowMs: () => number;
  readonly #seen = new Map<Watched, { bytesRead: number; sinceMs: number }>();
  #timer: NodeJS.Timeout | undefined;
  #lookedAtMs = 0;

  /** With an `idleMs` of 0 nobody is watched. */
  constructor(idleMs: number, nowMs: () => number) {
    this.#idleMs = idleMs;
    this.#nowMs = nowMs;
  }

  /** Watches one more. */
  add(watched: Watched): void {
    if (this.#idleMs === 0) return;
    this.#seen.set(watched, { bytesRead: watched.bytesRead, sinceMs: this.#nowMs() });
    if (this.#timer !== undefined) return;
    this.#lookedAtMs = this.#nowMs();
    this.#timer = setInterval(() => this.#look(), this.#idleMs / 2);
  }

  /** Watches one less. */
  remove(watched: Watched): void {
    this.#seen.delete(watched);
    if (this.#seen.size === 0) this.stop();
  }

  /** Watches no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const nowMs = this.#nowMs();
    const wasStopped = nowMs - this.#lookedAtMs > this.#idleMs;
    this.#lookedAtMs = nowMs;
    for (const [watched, seen] of this.#seen) {
      const { bytesRead } = watched;
      if (wasStopped || watched.isBusy || bytesRead !== seen.bytesRead) {
        seen.bytesRead = bytesRead;
        seen.sinceMs = nowMs;
      } else if (nowMs - seen.sinceMs >= this.#idleMs) {
        watched.close();
      }
    }
  }
}
