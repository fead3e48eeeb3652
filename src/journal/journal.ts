import type { KeptOutcome, Outcome, OutcomeName, OutcomeSummary } from './outcome.js';
import type { Retention } from './retention.js';

/** Which outcomes are asked for: those that fit all that is given. */
export interface OutcomeQuery {
  readonly functionName?: string;
  readonly outcome?: OutcomeName;
  /** Ended at this time or later, in milliseconds since 1970. */
  readonly sinceMs?: number;
  /** The most that are given. */
  readonly limit: number;
}

/**
 * Outcomes of jobs, kept for a while: as many as the retention says, and always within a bound in number and bytes. The
 * oldest go first, in the order in which they came.
 */
export interface Journal {
  /** What is kept. */
  readonly retention: Retention;
  /** How many outcomes there are; with a retention by age some may be past it and not be given any more. */
  readonly count: number;
  /** The bytes that their results take. */
  readonly resultBytes: number;
  /** Keeps an outcome. */
  add(outcome: Outcome): void;
  /** Gives the outcome of the job with this handle; of several jobs, which a server that starts anew may have, the last. */
  find(handle: string): KeptOutcome | undefined;
  /** Lists outcomes, those that came last first. */
  latest(query: OutcomeQuery): OutcomeSummary[];
  /** Ends it. What it was given to keep things in is closed by whoever opened that. */
  close(): void;
}

/** What every journal is told. */
export interface JournalOptions {
  readonly retention: Retention;
  /** Gives the time, in milliseconds since 1970: by it outcomes grow old. */
  readonly now: () => number;
  /** The most bytes of each result that are kept. Default: 64 KiB. */
  readonly maxResultBytes?: number;
  /** The most outcomes that are kept, whatever the retention. The default is the journal's. */
  readonly maxOutcomes?: number;
  /** The most bytes that all results may take. The default is the journal's. */
  readonly maxTotalBytes?: number;
}
