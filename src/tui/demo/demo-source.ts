import type { Sample } from '../model/sample.js';
import type { Instant } from '../model/types.js';
import type { Clock } from '../sources/clock.js';
import type { SampleListener, SampleSource } from '../sources/source.js';
import { DEMO_SERVERS, type DemoServer } from './cast.js';
import { DemoCluster } from './cluster.js';

const STEP_MS = 1000;

/** What has happened before anybody looks, so that there is something to see: twelve minutes. */
const PAST_STEPS = 720;

const WORKERS_EVERY = 5;
const RETRY_MS = 4000;

/** Polls a simulated cluster of three servers. */
export class DemoSource implements SampleSource {
  readonly servers = DEMO_SERVERS.map(({ label }) => label);
  readonly #cluster: DemoCluster;
  readonly #clock: Clock;
  readonly #tellsPast: boolean;
  readonly #failures = new Map<string, number>();
  #waiting = new AbortController();
  #isClosed = false;
  #intervalMs: number;
  #polls = 0;
  #isPaused = false;

  /** With `tellsPast` it begins with samples of what happened before. */
  constructor(seed: number, intervalMs: number, tellsPast: boolean, clock: Clock) {
    this.#tellsPast = tellsPast;
    this.#cluster = new DemoCluster(seed);
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** The clock may be younger than what has happened by then, and never goes below zero. */
  now(): Instant {
    const { atMs, epochMs } = this.#clock.now();
    return { atMs: atMs + PAST_STEPS * STEP_MS, epochMs };
  }

  async run(listener: SampleListener): Promise<void> {
    const start = this.now();
    for (let step = 0; step < PAST_STEPS && !this.#isClosed; step++) {
      this.#cluster.step();
      const agoMs = (PAST_STEPS - step) * STEP_MS;
      if (this.#tellsPast && step % 2 === 0) {
        this.#poll(listener, { atMs: start.atMs - agoMs, epochMs: start.epochMs - agoMs });
      }
    }
    let stepsTaken = 0;
    while (!this.#isClosed) {
      const now = this.now();
      for (; stepsTaken * STEP_MS <= now.atMs - start.atMs; stepsTaken++) this.#cluster.step();
      if (!this.#isPaused) this.#poll(listener, now);
      if (this.#isClosed) return;
      this.#waiting = new AbortController();
      await this.#clock.wait(this.#intervalMs, this.#waiting.signal);
    }
  }

  pollNow(): void {
    this.#waiting.abort();
  }

  setInterval(intervalMs: number): void {
    this.#intervalMs = intervalMs;
    this.pollNow();
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  /** There is no other time than now. */
  seek(): void {
    this.pollNow();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.abort();
  }

  #poll(listener: SampleListener, now: Instant): void {
    for (const server of DEMO_SERVERS) listener.sample(this.#sampleOf(server, now));
    this.#polls += 1;
  }

  #sampleOf(server: DemoServer, now: Instant): Sample {
    const lead = { server: server.label, ...now, tookMs: 1 };
    if (!this.#cluster.isAway(server)) {
      this.#failures.delete(server.label);
      return { ...lead, answer: this.#cluster.answer(server, this.#polls % WORKERS_EVERY === 0), failure: null };
    }
    const attempts = (this.#failures.get(server.label) ?? 0) + 1;
    this.#failures.set(server.label, attempts);
    const why = { errno: 'ECONNREFUSED', message: 'connection refused', attempts };
    return { ...lead, answer: null, failure: { ...why, retryAtMs: now.atMs + RETRY_MS } };
  }
}
