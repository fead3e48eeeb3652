import { Bounds } from './bounds.js';
import type { Journal, JournalOptions, OutcomeQuery } from './journal.js';
import {
  DEFAULT_MAX_RESULT_BYTES,
  type KeptOutcome,
  keptOutcome,
  type Outcome,
  type OutcomeSummary,
  summaryOf,
} from './outcome.js';
import type { Retention } from './retention.js';

/** An outcome without a result takes about half a KiB: with both bounds reached it is some 110 MiB altogether. */
const DEFAULT_BOUNDS = { maxOutcomes: 100_000, maxTotalBytes: 64 * 1024 * 1024 };

/**
 * A journal that ends with its process. Unless told otherwise it keeps no more than 100 000 outcomes and 64 MiB of
 * results.
 */
export class MemoryJournal implements Journal {
  readonly retention: Retention;
  readonly #bounds: Bounds;
  readonly #maxResultBytes: number;
  /** By numbers that rise without a gap in the order in which they came. */
  readonly #outcomes = new Map<number, KeptOutcome>();
  #firstNumber = 1;
  #nextNumber = 1;
  readonly #byHandle = new Map<string, KeptOutcome>();
  #resultBytes = 0;

  constructor(options: JournalOptions) {
    this.retention = options.retention;
    this.#bounds = new Bounds(options, DEFAULT_BOUNDS);
    this.#maxResultBytes = options.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES;
  }

  get count(): number {
    return this.#outcomes.size;
  }

  get resultBytes(): number {
    return this.#resultBytes;
  }

  add(outcome: Outcome): void {
    const kept = keptOutcome(outcome, this.#maxResultBytes);
    this.#outcomes.set(this.#nextNumber, kept);
    this.#nextNumber += 1;
    this.#byHandle.set(kept.handle, kept);
    this.#resultBytes += kept.result.length;
    this.#prune();
  }

  find(handle: string): KeptOutcome | undefined {
    const outcome = this.#byHandle.get(handle);
    return outcome !== undefined && outcome.endedAtMs >= this.#bounds.sinceMs ? outcome : undefined;
  }

  latest(query: OutcomeQuery): OutcomeSummary[] {
    const matches = this.#bounds.matcher(query);
    const found: OutcomeSummary[] = [];
    for (let number = this.#nextNumber - 1; number >= this.#firstNumber && found.length < query.limit; number--) {
      const outcome = this.#outcomes.get(number) as KeptOutcome;
      if (matches(outcome)) found.push(summaryOf(outcome));
    }
    return found;
  }

  /** Gives all outcomes, those that came first first. */
  outcomes(): Iterable<KeptOutcome> {
    return this.#outcomes.values();
  }

  close(): void {
    this.#outcomes.clear();
    this.#firstNumber = this.#nextNumber;
    this.#byHandle.clear();
    this.#resultBytes = 0;
  }

  #prune(): void {
    const { sinceMs } = this.#bounds;
    for (;;) {
      const oldest = this.#outcomes.get(this.#firstNumber);
      if (oldest === undefined) return;
      if (!this.#bounds.areExceeded(this.count, this.#resultBytes, oldest.endedAtMs, sinceMs)) return;
      this.#outcomes.delete(this.#firstNumber);
      this.#firstNumber += 1;
      if (this.#byHandle.get(oldest.handle) === oldest) this.#byHandle.delete(oldest.handle);
      this.#resultBytes -= oldest.result.length;
    }
  }
}
