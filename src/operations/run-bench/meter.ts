import { LatencyHistogram, type LatencySummary } from './latency-histogram.js';

/** What was measured in one part of a run. */
export interface BenchSample {
  /** From the start of the run to the end of this part. */
  readonly atMs: number;
  readonly elapsedMs: number;
  readonly operations: number;
  readonly failed: number;
  readonly latency: LatencySummary;
}

/** Counts operations and how long they took. */
export class Meter {
  readonly #now: () => number;
  #whole = new LatencyHistogram();
  #part = new LatencyHistogram();
  #partFailed = 0;
  #failed = 0;
  #startedMs: number;
  #partStartedMs: number;
  #lastEndMs: number;
  #touchedMs = Number.NEGATIVE_INFINITY;

  /** `now` gives the time in ms. */
  constructor(now: () => number) {
    this.#now = now;
    this.#startedMs = this.#partStartedMs = this.#lastEndMs = now();
  }

  /** The operations that are done. */
  get operations(): number {
    return this.#whole.total + this.#part.total;
  }

  get failed(): number {
    return this.#failed + this.#partFailed;
  }

  /** From the start to the end of the last operation. */
  get elapsedMs(): number {
    return this.#lastEndMs - this.#startedMs;
  }

  /** Since when nothing has happened. */
  get quietSinceMs(): number {
    return Math.max(this.#lastEndMs, this.#touchedMs);
  }

  /** Something has happened that is no operation. */
  touch(): void {
    this.#touchedMs = this.#now();
  }

  /** All latencies up to the last sample. */
  get latency(): LatencyHistogram {
    return this.#whole;
  }

  /** Begins anew: all that was counted is forgotten. */
  restart(): void {
    this.#whole = new LatencyHistogram();
    this.#part = new LatencyHistogram();
    this.#failed = this.#partFailed = 0;
    this.#startedMs = this.#partStartedMs = this.#lastEndMs = this.#now();
  }

  /** Counts an operation that is done now. */
  done(startMs: number): void {
    this.#lastEndMs = this.#now();
    this.#part.add(this.#lastEndMs - startMs);
  }

  /** Counts operations that the server refused or that failed. */
  fail(operations = 1): void {
    this.#lastEndMs = this.#now();
    this.#partFailed += operations;
  }

  /** Gives what was measured since the last sample. */
  sample(): BenchSample {
    const now = this.#now();
    const part = this.#part;
    const sample = {
      atMs: now - this.#startedMs,
      elapsedMs: now - this.#partStartedMs,
      operations: part.total,
      failed: this.#partFailed,
      latency: part.summary(),
    };
    this.#whole.merge(part);
    this.#failed += this.#partFailed;
    this.#part = new LatencyHistogram();
    this.#partFailed = 0;
    this.#partStartedMs = now;
    return sample;
  }
}
