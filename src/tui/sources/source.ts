import type { Sample } from '../model/sample.js';
import type { Instant } from '../model/types.js';

/** Who takes the samples of a source. */
export interface SampleListener {
  sample(sample: Sample): void;
  /** The source begins again at another place: what came before is not so. */
  rewound(now: Instant): void;
}

/** Where samples come from: servers that are polled, a recording, or a simulation. */
export interface SampleSource {
  /** The labels of the servers, in their order. */
  readonly servers: readonly string[];
  /** The time that the samples are of. */
  now(): Instant;
  /** Gives samples until there are no more or it is closed. It is called once. */
  run(listener: SampleListener): Promise<void>;
  /** Polls every server at once that is not being polled. */
  pollNow(): void;
  setInterval(intervalMs: number): void;
  /** Stops, or goes on. */
  pause(isPaused: boolean): void;
  /** Goes to another place, in ms from where it is; only a recording has others. */
  seek(byMs: number): void;
  /** Ends it; no sample comes after this. */
  close(): Promise<void>;
}
