import type { JobRun } from './job-run.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;

/** The jobs that wait to be submitted again: twice as long each time. */
export class PendingRetries {
  readonly #timers = new Map<JobRun, NodeJS.Timeout>();

  /** Calls `again` in a while, unless all are cancelled before. */
  add(run: JobRun, again: () => void): void {
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (run.attempts - 1));
    const timer = setTimeout(() => {
      this.#timers.delete(run);
      again();
    }, delayMs);
    this.#timers.set(run, timer);
  }

  /** Cancels all and gives their jobs. */
  cancel(): JobRun[] {
    const runs = [...this.#timers.keys()];
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    return runs;
  }
}
