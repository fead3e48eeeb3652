import { TimeLimit } from '../time-limit.js';

/** Who is watched for doing nothing. */
export interface Watched {
  /** Grows with whatever it does. */
  readonly bytesRead: number;
  /** Whether it may well do nothing: it waits for something, or something is asked of it. */
  readonly isBusy: boolean;
  /** Ends it. */
  close(): void;
}

/** Ends those who do nothing for a while, with one timer for all: after once to one and a half times of that time. */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #nowMs: () => number;
  readonly #seen = new Map<Watched, { bytesRead: number; sinceMs: number }>();
  readonly #nextLook: TimeLimit;

  /** With an `idleMs` of 0 nobody is watched. */
  constructor(idleMs: number, nowMs: () => number) {
    this.#idleMs = idleMs;
    this.#nowMs = nowMs;
    this.#nextLook = new TimeLimit(idleMs / 2, () => this.#look());
  }

  /** Watches one more. */
  add(watched: Watched): void {
    if (this.#idleMs === 0) return;
    this.#seen.set(watched, { bytesRead: watched.bytesRead, sinceMs: this.#nowMs() });
    if (this.#seen.size === 1) this.#nextLook.restart();
  }

  /** Watches one less. */
  remove(watched: Watched): void {
    this.#seen.delete(watched);
    if (this.#seen.size === 0) this.stop();
  }

  /** Watches no more. */
  stop(): void {
    this.#nextLook.stop();
  }

  #look(): void {
    const nowMs = this.#nowMs();
    for (const [watched, seen] of this.#seen) {
      const { bytesRead } = watched;
      if (watched.isBusy || bytesRead !== seen.bytesRead) {
        seen.bytesRead = bytesRead;
        seen.sinceMs = nowMs;
      } else if (nowMs - seen.sinceMs >= this.#idleMs) {
        watched.close();
      }
    }
    if (this.#seen.size > 0) this.#nextLook.restart();
  }
}
