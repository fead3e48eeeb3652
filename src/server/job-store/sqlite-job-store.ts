import type { Engine, Statement } from '../../sqlite/database.js';
import { transaction } from '../../sqlite/database.js';
import { loadEngine } from '../../sqlite/engine.js';
import { type OwnedDatabase, openOwnedDatabase } from '../../sqlite/owned-database.js';
import { PRIORITIES } from '../job-queue/model.js';
import { readJobs } from './job-reader.js';
import type { JobStore, StoredJob } from './job-store.js';
import { DELETE_JOB, INSERT_JOB, JOB_SCHEMA, READ_LAST_NUMBER, WRITE_LAST_NUMBER } from './job-table.js';
import { storedText } from './stored-text.js';

/** How a job store is opened. */
export interface SqliteJobStoreOptions {
  /** The SQLite to use: what `loadEngine` gives, unless told otherwise. */
  readonly engine?: Engine;
}

/**
 * Opens the job store in a SQLite file, which is created if it is not there and belongs to this process until the store
 * is closed. Throws StoreError, `in-use` with the process ID of whoever has it open.
 *
 * `load` gives the jobs in the order of their numbers.
 */
export async function openSqliteJobStore(file: string, options: SqliteJobStoreOptions = {}): Promise<JobStore> {
  const database = await openOwnedDatabase(file, options.engine ?? (await loadEngine()), JOB_SCHEMA);
  try {
    return new SqliteJobStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteJobStore implements JobStore {
  readonly #database: OwnedDatabase;
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #writeLastNumber: Statement;
  /** The jobs that the next commit adds. */
  readonly #added = new Map<number, StoredJob>();
  /** The numbers of the jobs that the next commit removes. */
  readonly #removed = new Set<number>();
  #lastNumber: number;
  /** What the file would say the last number is if all its jobs were gone. */
  #writtenLastNumber = 0;

  constructor(database: OwnedDatabase) {
    this.#database = database;
    this.#insert = database.prepare(INSERT_JOB);
    this.#delete = database.prepare(DELETE_JOB);
    this.#writeLastNumber = database.prepare(WRITE_LAST_NUMBER);
    this.#lastNumber = Number(database.query(READ_LAST_NUMBER)[0]?.number);
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  load(take: (job: StoredJob) => void): void {
    readJobs(this.#database, take);
  }

  add(job: StoredJob): void {
    this.#added.set(job.number, job);
  }

  remove(number: number): void {
    if (!this.#added.delete(number)) this.#removed.add(number);
  }

  commit(): void {
    if (this.#added.size === 0 && this.#removed.size === 0) return;
    let lastNumber = this.#lastNumber;
    for (const number of this.#added.keys()) lastNumber = Math.max(lastNumber, number);
    // A job that is there tells its number itself; only when jobs go does the highest one have to be written down.
    const writesLastNumber = this.#removed.size > 0 && lastNumber > this.#writtenLastNumber;
    try {
      transaction(this.#database, () => {
        for (const job of this.#added.values()) this.#insert.run(rowOf(job));
        for (const number of this.#removed) this.#delete.run([number]);
        if (writesLastNumber) this.#writeLastNumber.run([lastNumber]);
      });
      this.#database.assertInPlace();
    } finally {
      this.#added.clear();
    }
    this.#removed.clear();
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
