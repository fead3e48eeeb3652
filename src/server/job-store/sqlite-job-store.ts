import { type JournalOptions, SqliteJournal } from '../../journal/index.js';
import type { Engine, Statement } from '../../sqlite/database.js';
import { transaction } from '../../sqlite/database.js';
import { loadEngine } from '../../sqlite/engine.js';
import { type OwnedDatabase, openOwnedDatabase } from '../../sqlite/owned-database.js';
import { PRIORITIES } from '../job-queue/model.js';
import { readJobs } from './job-reader.js';
import type { JobStore, StoredJob } from './job-store.js';
import {
  DELETE_JOB,
  FIND_IMPORT,
  INSERT_IMPORT,
  INSERT_JOB,
  JOB_SCHEMA,
  READ_LAST_NUMBER,
  WRITE_LAST_NUMBER,
} from './job-table.js';
import { storedText } from './stored-text.js';

/** How a job store is opened. */
export interface SqliteJobStoreOptions {
  /** The SQLite to use: what `loadEngine` gives, unless told otherwise. */
  readonly engine?: Engine;
  /** Keeps outcomes in the same file: they are written by the same commits. */
  readonly results?: JournalOptions;
}

/** A job store in a file, which may have a journal of outcomes in it too; that one is closed with the store. */
export interface SqliteJobStore extends JobStore {
  readonly file: string;
  /** Which SQLite is used. */
  readonly engine: Engine['name'];
  readonly journal: SqliteJournal | undefined;
  /** Tells whether the jobs of a source were taken over. */
  hasImported(source: string): boolean;
  /** Notes, with the next commit, that the jobs of a source were taken over. */
  noteImport(source: string): void;
}

/**
 * Opens the job store in a SQLite file, which is created if it is not there and belongs to this process until the store
 * is closed. Throws StoreError, `in-use` with the process ID of whoever has it open.
 *
 * `load` gives the jobs in the order of their numbers.
 */
export async function openSqliteJobStore(file: string, options: SqliteJobStoreOptions = {}): Promise<SqliteJobStore> {
  const engine = options.engine ?? (await loadEngine());
  const database = await openOwnedDatabase(file, engine, JOB_SCHEMA);
  try {
    const journal = options.results && new SqliteJournal(database, options.results);
    return new OpenJobStore(database, engine.name, journal);
  } catch (error) {
    database.close();
    throw error;
  }
}

class OpenJobStore implements SqliteJobStore {
  readonly engine: Engine['name'];
  readonly journal: SqliteJournal | undefined;
  readonly #database: OwnedDatabase;
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #writeLastNumber: Statement;
  /** The jobs that the next commit adds. */
  #added = new Map<number, StoredJob>();
  /** The numbers of the jobs that the next commit removes. */
  readonly #removed = new Set<number>();
  #lastNumber: number;
  #reached = 0;
  #imported: string | undefined;
  /** What the file would say the last number is if all its jobs were gone. */
  #writtenLastNumber = 0;

  constructor(database: OwnedDatabase, engine: Engine['name'], journal: SqliteJournal | undefined) {
    this.engine = engine;
    this.journal = journal;
    this.#database = database;
    this.#insert = database.prepare(INSERT_JOB);
    this.#delete = database.prepare(DELETE_JOB);
    this.#writeLastNumber = database.prepare(WRITE_LAST_NUMBER);
    this.#lastNumber = Number(database.query(READ_LAST_NUMBER)[0]?.number);
  }

  get file(): string {
    return this.#database.file;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get hasChanges(): boolean {
    const isReached = this.#reached > this.#writtenLastNumber;
    const isNoted = this.#imported !== undefined;
    return (
      this.#added.size > 0 || this.#removed.size > 0 || isReached || isNoted || this.journal?.hasUnwritten === true
    );
  }

  load(take: (job: StoredJob) => void): void {
    readJobs(this.#database, take);
  }

  hasImported(source: string): boolean {
    return this.#database.query(FIND_IMPORT, [source]).length > 0;
  }

  noteImport(source: string): void {
    this.#imported = source;
  }

  add(job: StoredJob): void {
    // It may be there already, if it was to be removed in this very group.
    this.#added.set(job.number, job);
  }

  remove(number: number): void {
    if (!this.#added.delete(number)) this.#removed.add(number);
  }

  reach(number: number): void {
    this.#reached = Math.max(this.#reached, number);
  }

  commit(): void {
    if (!this.hasChanges) return;
    let lastNumber = Math.max(this.#lastNumber, this.#reached);
    for (const number of this.#added.keys()) lastNumber = Math.max(lastNumber, number);
    // A job that is there tells its number itself; only when jobs go does the highest one have to be written down.
    const isNeeded = this.#removed.size > 0 || this.#reached > this.#writtenLastNumber;
    const writesLastNumber = isNeeded && lastNumber > this.#writtenLastNumber;
    try {
      // Before as well, lest what is refused then is found when the file is put back.
      this.#database.assertInPlace();
      transaction(this.#database, () => {
        for (const number of this.#removed) this.#delete.run([number]);
        for (const job of this.#added.values()) this.#insert.run(rowOf(job));
        if (writesLastNumber) this.#writeLastNumber.run([lastNumber]);
        if (this.#imported !== undefined) this.#database.query(INSERT_IMPORT, [this.#imported]);
        this.journal?.write();
      });
      this.#database.assertInPlace();
    } finally {
      // Not cleared: V8 would link the jobs that were in it to those that come, and keep them with these.
      this.#added = new Map();
    }
    this.#removed.clear();
    this.#imported = undefined;
    this.journal?.written();
    this.#lastNumber = lastNumber;
    if (writesLastNumber) this.#writtenLastNumber = lastNumber;
  }

  close(): void {
    try {
      this.commit();
    } finally {
      this.#database.close();
    }
  }
}

function rowOf(job: StoredJob) {
  return [
    job.number,
    storedText(job.functionName),
    storedText(job.unique),
    storedText(job.reducer),
    PRIORITIES.indexOf(job.priority),
    job.runAtEpochMs,
    job.queuedAtEpochMs,
    job.workload,
  ];
}
