import { Commentary } from '../submit-jobs/commentary.js';
import { Progress } from '../submit-jobs/progress.js';
import type { ProgressState } from '../submit-jobs/progress-line.js';
import type { BenchSurroundings } from './bench-wish.js';
import type { Meter } from './meter.js';

/** Shows what a benchmark is at, and how far. */
export class BenchProgress implements Disposable {
  readonly #meter: Meter;
  readonly #count: number;
  readonly #now: () => number;
  readonly #progress: Progress;
  #label: string;
  /** The jobs taken out of the server at the end, of how many, and since when. */
  #cleared: { jobs: number; total: number; sinceMs: number } | undefined;

  /** Shows it until it is disposed of. `count` is how many operations there are to be. */
  constructor(label: string, meter: Meter, count: number, surroundings: BenchSurroundings) {
    const { stderr, progress, isUnicode, clock } = surroundings;
    this.#label = label;
    this.#meter = meter;
    this.#count = count;
    this.#now = clock.nowMs;
    this.#progress = new Progress(new Commentary(stderr), () => this.#state(), progress, isUnicode);
    this.#progress.start();
  }

  /** Something else is being done now. */
  begin(label: string): void {
    this.#label = label;
  }

  /** A job was taken out of the server; `total` of them were there. */
  readonly clear = (total: number): void => {
    this.#cleared ??= { jobs: 0, total: 0, sinceMs: this.#now() };
    this.#cleared.jobs++;
    this.#cleared.total = Math.max(total, this.#cleared.jobs);
  };

  [Symbol.dispose](): void {
    this.#progress.stop();
  }

  #state(): ProgressState {
    const { operations, failed, elapsedMs } = this.#meter;
    const shared = { label: this.#label, running: 0, status: undefined };
    if (this.#cleared === undefined) return { ...shared, ended: operations, failed, total: this.#count, elapsedMs };
    const { jobs, total, sinceMs } = this.#cleared;
    return { ...shared, ended: jobs, failed: 0, total, elapsedMs: this.#now() - sinceMs };
  }
}
