import { accessSync, constants } from 'node:fs';
import { InputFileError, StoreError } from '../../errors.js';
import type { Database, Engine, Row, SqlValue } from '../../sqlite/database.js';
import { loadEngine } from '../../sqlite/engine.js';
import { errnoOf } from '../../sqlite/store-failure.js';
import { PRIORITIES } from '../job-queue/model.js';
import { GEARMAN_QUEUE, type GearmanQueueJob, quoteName } from './gearman-queue.js';
import { byteStringOf } from './stored-text.js';

/** Rows that are read together, each with its whole workload. */
const CHUNK_ROWS = 64;

/** The latest time that a Date can express, in seconds. */
const MAX_EPOCH_SECONDS = 8.64e12;

const MAX_UNIQUE_BYTES = 64;

const REQUIRED_COLUMNS = ['unique_key', 'function_name', 'priority', 'data'];

/** Where a queue is read from. */
export interface GearmanQueueImportOptions {
  /** What the table is called; `gearman_queue` unless gearmand was told otherwise. */
  readonly table?: string;
  readonly engine?: Engine;
}

/** What was found in a queue of gearmand's. */
export interface GearmanQueueImport {
  /** How many jobs were taken. */
  readonly jobs: number;
  /** Rows without a function that a job could be for; they were left out. */
  readonly unusable: number;
  /** Jobs whose priority is none of gearmand's; they are taken as normal. */
  readonly unknownPriorities: number;
  /** Jobs whose unique ID cannot be carried, being over 64 bytes or with a NUL; they are taken without. */
  readonly unusableUniques: number;
  /** Jobs without a unique ID of their own (none, or `-`): of all such jobs of a function, gearmand kept only the last. */
  readonly sharedKeys: number;
}

/**
 * Reads the jobs that a gearmand has kept in a SQLite file, in the order in which it would replay them. That gearmand
 * must not be running. The file stays as it is, but for a transaction that a crash cut short, which is undone.
 *
 * Rows that would keep gearmand itself from starting are read too: no data is an empty workload, and no time is at once.
 * Throws InputFileError if the file is missing or may not be read, StoreError if it is no queue of gearmand's.
 */
export async function importGearmanQueue(
  file: string,
  take: (job: GearmanQueueJob) => void,
  options: GearmanQueueImportOptions = {},
): Promise<GearmanQueueImport> {
  const { table = GEARMAN_QUEUE, engine = await loadEngine() } = options;
  assertReadable(file);
  const database = openForReading(file, engine);
  try {
    const found = { jobs: 0, unusable: 0, unknownPriorities: 0, unusableUniques: 0, sharedKeys: 0 };
    for (const row of rowsOf(database, file, table)) {
      const functionName = byteStringOf(row.function_name);
      if (functionName === '' || functionName.includes('\0')) {
        found.unusable++;
        continue;
      }
      let unique = byteStringOf(row.unique_key);
      if (unique === '' || unique === '-') found.sharedKeys++;
      if (unique.length > MAX_UNIQUE_BYTES || unique.includes('\0')) {
        found.unusableUniques++;
        unique = '';
      }
      const priority = PRIORITIES[Number(row.priority)];
      if (priority === undefined) found.unknownPriorities++;
      take({
        functionName,
        unique,
        priority: priority ?? 'normal',
        runAtEpochMs: epochMsOf(row.when_to_run),
        workload: row.data instanceof Uint8Array ? row.data : new Uint8Array(),
      });
      found.jobs++;
    }
    return found;
  } finally {
    database.close();
  }
}

function assertReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new InputFileError(`${file} cannot be read (${errnoOf(error)})`, { cause: error });
  }
}

/** Tells whether a file has a queue of gearmand's. Throws InputFileError and StoreError if it cannot be read. */
export async function hasGearmanQueue(file: string, options: GearmanQueueImportOptions = {}): Promise<boolean> {
  const { table = GEARMAN_QUEUE, engine = await loadEngine() } = options;
  assertReadable(file);
  const database = openForReading(file, engine);
  try {
    return database.query(`PRAGMA table_info(${quoteName(table)})`).length > 0;
  } finally {
    database.close();
  }
}

function openForReading(file: string, engine: Engine): Database {
  const database = engine.openReadOnly(file);
  try {
    database.query('SELECT 1 FROM sqlite_schema');
    return database;
  } catch (error) {
    database.close();
    // A transaction that was cut short has to be undone first, and that is to write.
    if (error instanceof StoreError && error.fault === 'read-only') return engine.open(file);
    throw error;
  }
}

function* rowsOf(database: Database, file: string, table: string): Generator<Row> {
  const columns = database.query(`PRAGMA table_info(${quoteName(table)})`).map((column) => column.name);
  if (!REQUIRED_COLUMNS.every((name) => columns.includes(name))) {
    throw new StoreError(`${file} has no queue of gearmand's in a table ${table}`, 'unreadable', {
      hint: 'name the table that gearmand had as --libsqlite3-table',
    });
  }
  // Tables of old have no such column. The time is read as text, for it may be too large for a number.
  const whenToRun = columns.includes('when_to_run') ? 'CAST(CAST(when_to_run AS INTEGER) AS TEXT)' : 'NULL';
  const select = database.prepare(`
    SELECT rowid AS row_id, CAST(unique_key AS BLOB) AS unique_key, CAST(function_name AS BLOB) AS function_name,
      iif(typeof(priority) = 'integer' AND priority BETWEEN 0 AND 2, priority, -1) AS priority,
      CAST(data AS BLOB) AS data, ${whenToRun} AS when_to_run
    FROM ${quoteName(table)} WHERE rowid > ? ORDER BY rowid LIMIT ${CHUNK_ROWS}`);
  for (let last: SqlValue = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = select.all([last]);
    if (rows.length === 0) return;
    yield* rows;
    last = rows.at(-1)?.row_id ?? null;
  }
}

function epochMsOf(seconds: SqlValue | undefined): number {
  return Math.min(Math.max(Number(seconds ?? 0), 0), MAX_EPOCH_SECONDS) * 1000;
}
