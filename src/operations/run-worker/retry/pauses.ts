/** Waits that all end at once when there is no time for them any more. */
export class Pauses {
  readonly #waiting = new Set<() => void>();
  #areOver = false;

  /** True once no more waits are to be. */
  get areOver(): boolean {
    return this.#areOver;
  }

  /** Waits for so long, or until the signal aborts or `end` is called. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#areOver || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(over, ms);
      const waiting = this.#waiting;
      function over(): void {
        clearTimeout(timer);
        waiting.delete(over);
        signal.removeEventListener('abort', over);
        resolve();
      }
      waiting.add(over);
      signal.addEventListener('abort', over, { once: true });
    });
  }

  /** Ends those under way, and all to come. */
  end(): void {
    this.#areOver = true;
    for (const over of [...this.#waiting]) over();
  }
}
