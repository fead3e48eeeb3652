import { AbortedError } from '../../errors.js';
import type { Job } from '../../worker/index.js';

/** Ends the jobs of a worker that is to fail what it has no time for, where another would give it back. */
export class CutOff {
  readonly #stops = new WeakMap<Job, AbortController>();

  /** Gives what stops all that runs for a job. */
  stopOf(job: Job): AbortController {
    const stop = this.#stops.get(job) ?? new AbortController();
    this.#stops.set(job, stop);
    return stop;
  }

  /** Stops what runs for a job, which fails then, unless it comes to its end before. */
  cut(job: Job): void {
    this.stopOf(job).abort(new AbortedError('the worker has no time left'));
  }

  /** Whether that was done. */
  has(job: Job): boolean {
    return this.#stops.get(job)?.signal.reason instanceof AbortedError;
  }
}
