import { TimeLimit } from '../../time-limit.js';
import type { CoprocessEnd, CoprocessJob } from './coprocess-job.js';
import type { JobOrder, JobWord } from './message.js';

type ReportWord = Extract<JobWord, { type: 'data' | 'warning' | 'progress' }>;

/** Why a job was cancelled. */
export type CancelCause = 'timeout' | 'idle' | 'abort';

/** What the process of a flight does for it. */
export interface FlightCrew {
  /** Tells the process that the job is not wanted any more, and sees to it that it ends. */
  cancel(flight: Flight, cause: CancelCause): void;
  /** The job is over. */
  landed(flight: Flight): void;
}

/** A job in flight: from the moment that a process is sent it until its end is known. */
export class Flight {
  readonly id: number;
  readonly job: CoprocessJob;
  /** Resolves when it is over. */
  readonly end: Promise<CoprocessEnd>;
  readonly #crew: FlightCrew;
  #resolve: (end: CoprocessEnd) => void = () => undefined;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #deadline: TimeLimit | undefined;
  #idle: TimeLimit | undefined;
  #cancelled: CancelCause | undefined;
  #complaint: string | undefined;
  #refusal: { readonly error: unknown } | undefined;

  /** Starts its clocks. */
  constructor(id: number, job: CoprocessJob, crew: FlightCrew) {
    const { signal, timeoutMs, idleTimeoutMs } = job;
    this.id = id;
    this.job = job;
    this.#crew = crew;
    this.end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (timeoutMs) this.#limit(timeoutMs);
    if (idleTimeoutMs) this.#idle = new TimeLimit(idleTimeoutMs, () => this.#cancel('idle')).restart();
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** The order that the process is sent for it. */
  get order(): JobOrder {
    const { facts, data, timeoutMs } = this.job;
    const deadlineEpochS = timeoutMs ? (Date.now() + timeoutMs) / 1000 : undefined;
    return { type: 'job', id: this.id, facts, deadlineEpochS, data };
  }

  /** Takes what the process says about it. What is returned resolves when there is room for more. */
  take(word: JobWord): void | Promise<void> {
    if (this.#cancelled === undefined) this.#idle?.restart();
    switch (word.type) {
      case 'data':
      case 'warning':
      case 'progress':
        return this.#cancelled === undefined ? this.#pass(word) : undefined;
      case 'extend':
        this.#extend(word.byMs);
        return undefined;
      case 'complete':
      case 'exception':
        this.land({ type: word.type, data: word.data });
        return undefined;
      case 'fail':
        this.land({ type: 'fail', message: word.message });
        return undefined;
      case 'retry':
        this.land({ type: 'retry', afterMs: word.afterMs });
        return undefined;
    }
  }

  /** Has it fail, whatever its process answers in the end. */
  complain(complaint: string): void {
    this.#complaint ??= complaint;
  }

  /** Ends it. What it was cancelled for counts more than how its process ended it. */
  land(end: CoprocessEnd): void {
    this.#deadline?.stop();
    this.#idle?.stop();
    this.job.signal?.removeEventListener('abort', this.#onAbort);
    this.#crew.landed(this);
    this.#resolve(this.#endInstead ?? end);
  }

  readonly #onAbort = (): void => this.#cancel('abort');

  #pass(word: ReportWord): void | Promise<void> {
    const { job } = this;
    try {
      if (word.type === 'progress') return job.onProgress(word.done, word.total);
      const taken = word.type === 'data' ? job.onData(word.data) : job.onWarning(word.data);
      return taken?.catch((error: unknown) => this.#refuse(error));
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    this.#refusal ??= { error };
    this.#cancel('abort');
  }

  get #endInstead(): CoprocessEnd | undefined {
    if (this.#refusal !== undefined) return { type: 'refused', ...this.#refusal };
    if (this.#cancelled === 'abort') return { type: 'cancelled' };
    if (this.#cancelled !== undefined) return { type: 'timed-out', limit: this.#cancelled };
    return this.#complaint === undefined ? undefined : { type: 'fail', message: this.#complaint };
  }

  #cancel(cause: CancelCause): void {
    if (this.#cancelled !== undefined) return;
    this.#cancelled = cause;
    this.#deadline?.stop();
    this.#idle?.stop();
    this.#crew.cancel(this, cause);
  }

  #extend(byMs: number): void {
    if (this.#deadline === undefined || this.#cancelled !== undefined) return;
    const leftMs = this.#deadlineMs - performance.now();
    if (byMs > leftMs) this.#limit(byMs);
  }

  #limit(timeoutMs: number): void {
    this.#deadline?.stop();
    this.#deadlineMs = performance.now() + timeoutMs;
    this.#deadline = new TimeLimit(timeoutMs, () => this.#cancel('timeout')).restart();
  }
}
