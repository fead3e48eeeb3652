import { StoreError } from '../errors.js';
import type { Database, Engine, Row, SqlValue, Statement } from './database.js';
import {
  assertWritable,
  guardLog,
  identityOf,
  isEmpty,
  placeFile,
  removeStaleLocks,
  syncFolder,
  unguardLog,
} from './database-file.js';
import { claimFile } from './file-claim.js';
import { migrate, type Schema } from './schema.js';

/** The log is merged into the file when it has this many pages of 4 KiB: that takes a few syncs, so it is done rarely. */
const CHECKPOINT_PAGES = 4000;

/** What the log is cut back to when a transaction has made it longer. */
const MAX_LOG_BYTES = 32 * 1024 * 1024;

/** How long somebody who reads the file may delay opening it. */
const BUSY_TIMEOUT_MS = 2000;

/** With the exclusive lock taken first, the index of the log is kept in memory and no lock is asked for again. */
const SETTINGS = `
  PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
  PRAGMA journal_size_limit = ${MAX_LOG_BYTES};
`;

/**
 * A database that belongs to this process until it is closed. A transaction is durable when it is committed, which takes
 * one sync.
 */
export class OwnedDatabase implements Database {
  /** Its path, without symbolic links. */
  readonly file: string;
  readonly #database: Database;
  readonly #giveFree: () => void;
  readonly #identities: ReadonlyMap<string, string | undefined>;

  constructor(file: string, database: Database, giveFree: () => void) {
    this.file = file;
    this.#database = database;
    this.#giveFree = giveFree;
    this.#identities = new Map([file, `${file}-wal`].map((path) => [path, identityOf(path)]));
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  query(sql: string, values?: readonly SqlValue[]): Row[] {
    return this.#database.query(sql, values);
  }

  prepare(sql: string): Statement {
    return this.#database.prepare(sql);
  }

  /**
   * Throws StoreError if the file or its log is not the one any more that was opened. What is written to a file that was
   * moved, deleted or replaced is gone when the process ends, although SQLite notices nothing.
   */
  assertInPlace(): void {
    for (const [path, identity] of this.#identities) {
      if (identityOf(path) === identity) continue;
      throw new StoreError(`${path} was moved, deleted or replaced while it was in use`, 'failed', {
        hint: 'put it back and start again',
      });
    }
  }

  /** Merges the log into the file, closes it and gives it free; the latter also if the former fails. */
  close(): void {
    try {
      this.#database.close();
    } finally {
      this.#giveFree();
    }
  }
}

/**
 * Opens a file as this process's own and brings it to the newest version of its schema. If it is not there it is created,
 * in a folder that has to be there. Throws StoreError: `in-use` if another process owns it, or this one does already.
 */
export async function openOwnedDatabase(path: string, engine: Engine, schema: Schema): Promise<OwnedDatabase> {
  const file = placeFile(path);
  const claim = await claimFile(file);
  const giveFree = () => {
    try {
      unguardLog(file);
    } finally {
      claim.release();
    }
  };
  try {
    assertWritable(file);
    removeStaleLocks(file);
    if (engine.name === 'wasm') guardLog(file);
    return openClaimed(file, engine, schema, giveFree);
  } catch (error) {
    giveFree();
    throw error;
  }
}

function openClaimed(file: string, engine: Engine, schema: Schema, giveFree: () => void): OwnedDatabase {
  const isNew = isEmpty(file);
  const database = engine.open(file);
  try {
    // A new file is begun without a journal: there is nothing to undo, and the WebAssembly build could not do it.
    if (isNew) database.exec('PRAGMA journal_mode = MEMORY');
    database.exec(SETTINGS);
    migrate(database, file, schema);
    syncFolder(file);
    return new OwnedDatabase(file, database, giveFree);
  } catch (error) {
    database.close();
    throw error;
  }
}
