import type { Sample } from '../model/sample.js';
import { CELL_MS, KEPT_CELLS } from '../model/series.js';
import type { Instant } from '../model/types.js';
import type { Recording } from '../recording/recording.js';
import type { Clock } from './clock.js';
import type { SampleListener, SampleSource } from './source.js';

/** How much of what was before is needed for the charts. */
const CHARTED_MS = KEPT_CELLS * CELL_MS;

/** The longest wait between two looks at the clock. */
const LOOK_MS = 200;

/** Plays a recording. */
export class Replay implements SampleSource {
  readonly servers: readonly string[];
  readonly #recording: Recording;
  readonly #speed: number;
  readonly #stays: boolean;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #listener: SampleListener | undefined;
  #next = 0;
  #isPaused = false;
  /** When the last sample of each server was taken: a line tells it again as long as there is no newer. */
  #told = new Map<string, number>();
  /** Where the recording was by which time of the clock. */
  #mark: { epochMs: number; atMs: number };

  /** Plays it `speed` times as fast as it was recorded. With `stays` it waits at its end to be sent back. */
  constructor(recording: Recording, speed: number, stays: boolean, clock: Clock) {
    this.#stays = stays;
    this.servers = recording.servers;
    this.#recording = recording;
    this.#speed = speed;
    this.#clock = clock;
    this.#mark = { epochMs: recording.epochMsOf(0), atMs: clock.now().atMs };
  }

  now(): Instant {
    const passedMs = this.#isPaused ? 0 : (this.#clock.now().atMs - this.#mark.atMs) * this.#speed;
    const last = this.#recording.epochMsOf(this.#recording.length - 1);
    const epochMs = Math.min(last, this.#mark.epochMs + passedMs);
    return { atMs: epochMs, epochMs };
  }

  async run(listener: SampleListener): Promise<void> {
    this.#listener = listener;
    this.#mark = { ...this.#mark, atMs: this.#clock.now().atMs };
    while (!this.#closing.signal.aborted) {
      this.#play();
      if (this.#next === this.#recording.length && !this.#stays) return;
      const aheadMs = (this.#recording.epochMsOf(this.#next) - this.now().epochMs) / this.#speed;
      const waitMs = this.#isPaused || Number.isNaN(aheadMs) ? LOOK_MS : Math.min(LOOK_MS, aheadMs);
      await this.#clock.wait(Math.max(1, waitMs), this.#closing.signal);
    }
  }

  /** There is nobody to ask. */
  pollNow(): void {
    this.#play();
  }

  /** It goes at the pace at which it was recorded. */
  setInterval(): void {
    this.#play();
  }

  pause(isPaused: boolean): void {
    this.#mark = { epochMs: this.now().epochMs, atMs: this.#clock.now().atMs };
    this.#isPaused = isPaused;
  }

  seek(byMs: number): void {
    const first = this.#recording.epochMsOf(0);
    const last = this.#recording.epochMsOf(this.#recording.length - 1);
    const epochMs = Math.max(first, Math.min(last, this.now().epochMs + byMs));
    this.#mark = { epochMs, atMs: this.#clock.now().atMs };
    if (byMs < 0) this.#rewind(epochMs);
    this.#play();
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  /** Begins again an hour before, so that the charts are what they were. */
  #rewind(epochMs: number): void {
    this.#next = 0;
    while (this.#recording.epochMsOf(this.#next) < epochMs - CHARTED_MS) this.#next += 1;
    this.#told = new Map();
    const from = this.#recording.epochMsOf(this.#next);
    this.#listener?.rewound({ atMs: from, epochMs: from });
  }

  #play(): void {
    const { epochMs } = this.now();
    while (this.#recording.epochMsOf(this.#next) <= epochMs) {
      for (const sample of this.#recording.round(this.#next)?.samples ?? []) this.#tell(sample);
      this.#next += 1;
    }
  }

  #tell(sample: Sample): void {
    if (sample.answer !== null && this.#told.get(sample.server) === sample.epochMs) return;
    this.#told.set(sample.server, sample.epochMs);
    this.#listener?.sample(sample);
  }
}
