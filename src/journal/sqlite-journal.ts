import type { Database, Statement } from '../sqlite/database.js';
import { Bounds } from './bounds.js';
import type { Journal, JournalOptions, OutcomeQuery } from './journal.js';
import { MemoryJournal } from './memory-journal.js';
import type { KeptOutcome, Outcome, OutcomeSummary } from './outcome.js';
import {
  DELETE_UP_TO,
  FIND_OUTCOME,
  LIST_OLDEST,
  LIST_OUTCOMES,
  outcomeOfRow,
  rowOf,
  SURVEY_OUTCOMES,
  summaryOfRow,
  textValue,
  WRITE_OUTCOME,
} from './outcome-table.js';
import type { Retention } from './retention.js';

const DEFAULT_BOUNDS = { maxOutcomes: 1_000_000, maxTotalBytes: 256 * 1024 * 1024 };

/** How many outcomes beyond those that it adds a write may give up: after the retention was made shorter, say. */
const MAX_ARREARS = 1000;

/** What is in the table. */
interface Extent {
  readonly count: number;
  readonly resultBytes: number;
  readonly lastNumber: number;
  /** No outcome has a lower number. */
  readonly firstNumber: number;
  /** When the oldest one ended; `-Infinity` while nobody has looked. */
  readonly oldestEndedAtMs: number;
}

/**
 * A journal in a table of a database that somebody else has open, and commits. Outcomes are gathered; those that are may
 * be found like the others. Unless told otherwise it keeps no more than a million outcomes and 256 MiB of results, and
 * gathers as much as a journal in memory.
 *
 *     add ──► gathered ──write──► in the caller's transaction ──written──► in the table
 *                ▲                               │
 *                └───────────rolled back─────────┘
 *
 * All but `add` throw StoreError.
 */
export class SqliteJournal implements Journal {
  readonly retention: Retention;
  readonly #bounds: Bounds;
  readonly #gathered: MemoryJournal;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #list: Statement;
  readonly #listOldest: Statement;
  readonly #delete: Statement;
  #extent: Extent;
  /** What is in the table if the transaction of the last write is committed. */
  #nextExtent: Extent;

  /** The database must have the table of CREATE_OUTCOME_TABLE. */
  constructor(database: Database, options: JournalOptions) {
    this.retention = options.retention;
    this.#bounds = new Bounds(options, DEFAULT_BOUNDS);
    this.#gathered = new MemoryJournal(options);
    this.#insert = database.prepare(WRITE_OUTCOME);
    this.#find = database.prepare(FIND_OUTCOME);
    this.#list = database.prepare(LIST_OUTCOMES);
    this.#listOldest = database.prepare(LIST_OLDEST);
    this.#delete = database.prepare(DELETE_UP_TO);
    const [survey] = database.query(SURVEY_OUTCOMES);
    this.#extent = {
      count: Number(survey?.count),
      resultBytes: Number(survey?.bytes),
      lastNumber: Number(survey?.last),
      firstNumber: 0,
      oldestEndedAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#nextExtent = this.#extent;
  }

  get count(): number {
    return this.#extent.count + this.#gathered.count;
  }

  get resultBytes(): number {
    return this.#extent.resultBytes + this.#gathered.resultBytes;
  }

  /** Whether there is something for `write` to do. */
  get hasUnwritten(): boolean {
    return this.#gathered.count > 0;
  }

  add(outcome: Outcome): void {
    this.#gathered.add(outcome);
  }

  find(handle: string): KeptOutcome | undefined {
    const gathered = this.#gathered.find(handle);
    if (gathered !== undefined) return gathered;
    const [row] = this.#find.all([textValue(handle), this.#bounds.sinceMs]);
    return row && outcomeOfRow(row);
  }

  latest(query: OutcomeQuery): OutcomeSummary[] {
    const { functionName, outcome = null, sinceMs = this.#bounds.sinceMs, limit } = query;
    const found = this.#gathered.latest(query);
    const since = Math.max(sinceMs, this.#bounds.sinceMs);
    const name = functionName === undefined ? null : textValue(functionName);
    const rows = this.#list.all([since, name, name, outcome, outcome, limit - found.length]);
    return [...found, ...rows.map(summaryOfRow)];
  }

  /**
   * Writes what is gathered in the transaction that the caller has open, and gives up a bounded number of old outcomes.
   * When that is committed the caller calls `written`; without that, all is gathered still and part of the next write.
   */
  write(): void {
    let { count, resultBytes, lastNumber } = this.#extent;
    for (const outcome of this.#gathered.outcomes()) {
      lastNumber += 1;
      count += 1;
      resultBytes += outcome.result.length;
      this.#insert.run(rowOf(lastNumber, outcome));
    }
    this.#nextExtent = this.#prune({ ...this.#extent, count, resultBytes, lastNumber });
  }

  /** Notes that the transaction of the last `write` is committed. */
  written(): void {
    this.#extent = this.#nextExtent;
    this.#gathered.close();
  }

  /** Forgets what is not written. The database is the caller's. */
  close(): void {
    this.#gathered.close();
  }

  #prune(extent: Extent): Extent {
    const { sinceMs } = this.#bounds;
    const isOver = ({ count, resultBytes, oldestEndedAtMs }: Extent) =>
      count > 0 && this.#bounds.areExceeded(count, resultBytes, oldestEndedAtMs, sinceMs);
    let pruned = extent;
    let step = this.#gathered.count + 1;
    for (let left = step + MAX_ARREARS; left > 0 && isOver(pruned); step *= 2) {
      pruned = this.#pruneSome(pruned, Math.min(step, left), isOver);
      left -= step;
    }
    if (pruned.firstNumber > extent.firstNumber) this.#delete.run([pruned.firstNumber - 1]);
    return pruned;
  }

  /** Walks over so many of the oldest outcomes, and leaves those behind that are too many. */
  #pruneSome(extent: Extent, outcomes: number, isOver: (extent: Extent) => boolean): Extent {
    let { count, resultBytes, ...rest } = extent;
    for (const { number, ended_at, kept_bytes } of this.#listOldest.all([extent.firstNumber, outcomes])) {
      const oldest = { ...rest, count, resultBytes, firstNumber: Number(number), oldestEndedAtMs: Number(ended_at) };
      if (!isOver(oldest)) return oldest;
      count -= 1;
      resultBytes -= Number(kept_bytes);
      rest = { ...oldest, firstNumber: Number(number) + 1, oldestEndedAtMs: Number.NEGATIVE_INFINITY };
    }
    return { ...rest, count, resultBytes };
  }
}
