/** Calls back after a time without a job. */
export class IdleTimer {
  readonly #timeoutMs: number | undefined;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number | undefined, onIdle: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** Begins anew, or stops where a job runs. */
  restart(isIdle: boolean): void {
    this.stop();
    if (isIdle && this.#timeoutMs) this.#timer = setTimeout(this.#onIdle, this.#timeoutMs);
  }

  /** Calls back no more. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
