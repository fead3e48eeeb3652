interface Wait {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

/** Waits for states of the job queue, which is looked at after each change. */
export class QueueWatch {
  readonly #waits = new Set<Wait>();

  /** The queue has changed. */
  changed(): void {
    for (const wait of this.#waits) {
      if (wait.holds()) wait.resolve();
    }
  }

  /** Resolves when a condition holds, or when the signal fires. */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    if (holds() || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wait = {
        holds,
        resolve: () => {
          this.#waits.delete(wait);
          signal.removeEventListener('abort', wait.resolve);
          resolve();
        },
      };
      this.#waits.add(wait);
      signal.addEventListener('abort', wait.resolve);
    });
  }
}
