/** Calls back after a time without a job. One timer does for all jobs: when it is early, it is set for what is left. */
export class IdleTimer {
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;
  #idleSinceMs: number | undefined;

  /** Without a time, or with 0, it never calls back. */
  constructor(timeoutMs: number | undefined, onIdle: () => void) {
    this.#timeoutMs = timeoutMs ?? 0;
    this.#onIdle = onIdle;
  }

  /** Begins anew, or holds while a job runs. */
  restart(isIdle: boolean): void {
    if (this.#timeoutMs === 0) return;
    this.#idleSinceMs = isIdle ? performance.now() : undefined;
    if (isIdle) this.#timer ??= setTimeout(() => this.#look(), this.#timeoutMs);
  }

  /** Calls back no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#idleSinceMs === undefined) return;
    const leftMs = this.#idleSinceMs + this.#timeoutMs - performance.now();
    if (leftMs <= 0) this.#onIdle();
    else this.#timer = setTimeout(() => this.#look(), leftMs);
  }
}
