/** A value in a row. Integers beyond 2^53 are bigint or an error, as the engine likes: read them as text. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A prepared statement. It lives as long as its database and needs no closing. */
export interface Statement {
  /** Executes it for its effect. */
  run(values: readonly SqlValue[]): void;
  /** Executes it and gives all rows. */
  all(values: readonly SqlValue[]): Row[];
}

/**
 * An open SQLite database, whatever engine is behind it. All calls are synchronous, and all throw StoreError.
 *
 * Strings are bound and read as UTF-8 and must hold no NUL: one engine would cut them there. Arrays of bytes are BLOBs;
 * those that are bound may be changed after the call, those that are read belong to the caller.
 */
export interface Database {
  /** Executes statements that take no values and give no rows, separated by semicolons. */
  exec(sql: string): void;
  /** Executes one statement and gives all rows. */
  query(sql: string, values?: readonly SqlValue[]): Row[];
  prepare(sql: string): Statement;
  close(): void;
}

/** An implementation of SQLite: `node` is Node's own, `wasm` the WebAssembly build from npm. */
export interface Engine {
  readonly name: 'node' | 'wasm';
  /** Opens a file, which is created if it is not there and may be written. */
  open(file: string): Database;
  /** Opens a file that is there, for reading alone. */
  openReadOnly(file: string): Database;
}

/** Runs `body` in one transaction: what it changes is there as a whole, or, if it throws, not at all. */
export function transaction(database: Database, body: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    body();
    database.exec('COMMIT');
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // After some failures SQLite has rolled back already. The first error is the one that says why.
    }
    throw error;
  }
}
