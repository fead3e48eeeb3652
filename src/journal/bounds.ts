import type { JournalOptions, OutcomeQuery } from './journal.js';
import type { OutcomeFacts } from './outcome.js';
import type { Retention } from './retention.js';

/** The bounds of a journal that is told none. */
export interface DefaultBounds {
  readonly maxOutcomes: number;
  readonly maxTotalBytes: number;
}

/** Decides what a journal gives up, and what it gives: nothing that is past its age, though it may be there still. */
export class Bounds {
  readonly #retention: Retention;
  readonly #now: () => number;
  readonly #maxOutcomes: number;
  readonly #maxTotalBytes: number;

  constructor(options: JournalOptions, defaults: DefaultBounds) {
    const { retention, maxOutcomes = defaults.maxOutcomes, maxTotalBytes = defaults.maxTotalBytes } = options;
    this.#retention = retention;
    this.#now = options.now;
    this.#maxOutcomes = retention.by === 'number' ? Math.min(retention.outcomes, maxOutcomes) : maxOutcomes;
    this.#maxTotalBytes = maxTotalBytes;
  }

  /** When an outcome must have ended to be kept, in milliseconds since 1970. */
  get sinceMs(): number {
    return this.#retention.by === 'age' ? this.#now() - this.#retention.ageMs : Number.MIN_SAFE_INTEGER;
  }

  /** Tells whether the oldest of so many outcomes, whose results take so many bytes, has to go. */
  areExceeded(count: number, totalBytes: number, oldestEndedAtMs: number, sinceMs: number): boolean {
    return count > this.#maxOutcomes || totalBytes > this.#maxTotalBytes || oldestEndedAtMs < sinceMs;
  }

  /** Makes a test for the outcomes that are asked for. */
  matcher({
    functionName,
    outcome,
    sinceMs = Number.MIN_SAFE_INTEGER,
  }: OutcomeQuery): (facts: OutcomeFacts) => boolean {
    const since = Math.max(sinceMs, this.sinceMs);
    return (facts) =>
      facts.endedAtMs >= since &&
      (functionName === undefined || facts.functionName === functionName) &&
      (outcome === undefined || facts.outcome === outcome);
  }
}
