import { GearctlError } from '../../errors.js';
import type { JobRun } from './job-run.js';
import type { WorkerLookUp } from './worker-look-up.js';

/** A job that has been silent for so long makes one ask whether anybody can do it. */
const SILENT_MS = 2000;

const LOOK_EVERY_MS = 250;

/** The jobs whose results are waited for, the oldest first. */
export interface RunningJobs {
  readonly foreground: Iterable<JobRun>;
}

/** Says once that the jobs under way wait for a worker that does not exist, if that is so. */
export class WorkerHint {
  readonly #jobs: RunningJobs;
  readonly #workers: WorkerLookUp;
  readonly #now: () => number;
  readonly #say: (hint: string) => void;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** `now` is the clock by which the jobs have started. */
  constructor(jobs: RunningJobs, workers: WorkerLookUp, now: () => number, say: (hint: string) => void) {
    this.#jobs = jobs;
    this.#workers = workers;
    this.#now = now;
    this.#say = say;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  #look(): void {
    for (const { handle, status, resultBytes, startedAtMs } of this.#jobs.foreground) {
      if (handle === undefined || status !== undefined || resultBytes > 0) continue;
      if (this.#now() - startedAtMs < SILENT_MS) return;
      clearInterval(this.#timer);
      void this.#tell();
      return;
    }
  }

  async #tell(): Promise<void> {
    const names = new Set([...this.#jobs.foreground].map(({ request }) => request.functionName));
    for (const missing of await this.#missing([...names])) this.#say(missing);
  }

  async #missing(names: readonly string[]): Promise<readonly string[]> {
    try {
      return await this.#workers.missing(names, this.#stopped.signal);
    } catch (error) {
      // Not to know, or to be stopped meanwhile, is no reason to say anything.
      if (error instanceof GearctlError) return [];
      throw error;
    }
  }
}
