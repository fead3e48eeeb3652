import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type * as Wasm from 'node-sqlite3-wasm';
import { StoreError } from '../errors.js';
import type { Database, Engine, Row, SqlValue, Statement } from './database.js';
import { sqliteFailure } from './store-failure.js';

const SQLITE_ERROR = 1;
const SQLITE_CANNOT_OPEN = 14;

/** How a journal begins that holds what is needed to undo a transaction. */
const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * A database with the method by which the package turns SQLite's result codes into errors. It is none of its public
 * ones, but the errors have no codes, and telling them apart by their texts would be worse.
 */
type CodedDatabase = Wasm.Database & { _handleError(code: number): void };

/** Gives the engine that runs on any Node: SQLite as WebAssembly, which reads and writes through `node:fs`. */
export async function wasmEngine(): Promise<Engine> {
  // It is a CommonJS package; Node does not see the names in it.
  const { default: sqlite } = await import('node-sqlite3-wasm');
  const open = (file: string, options: { readOnly?: boolean }) => new WasmDatabase(file, opened(sqlite, file, options));
  return { name: 'wasm', open: (file) => open(file, {}), openReadOnly: (file) => open(file, { readOnly: true }) };
}

function opened(sqlite: typeof Wasm, file: string, options: { readOnly?: boolean }): CodedDatabase {
  assertNoHotJournal(file);
  const database = guarded(file, SQLITE_CANNOT_OPEN, () => new sqlite.Database(file, options) as CodedDatabase);
  const handleError = database._handleError.bind(database);
  database._handleError = (code) => guarded(file, code, () => handleError(code));
  return database;
}

/**
 * Throws StoreError if a crash cut a transaction of a rollback journal short. This engine would take its own lock for
 * that of somebody who is still writing, and read what never was committed.
 */
function assertNoHotJournal(file: string): void {
  const journal = `${file}-journal`;
  if (!existsSync(journal)) return;
  const descriptor = openSync(journal, 'r');
  try {
    const start = Buffer.alloc(JOURNAL_MAGIC.length);
    readSync(descriptor, start, 0, start.length, 0);
    if (!start.equals(JOURNAL_MAGIC)) return;
  } finally {
    closeSync(descriptor);
  }
  throw new StoreError(`a crash cut a transaction short in ${file}, and it has to be undone first`, 'unreadable', {
    hint: `run: sqlite3 '${file}' 'SELECT * FROM sqlite_master'; or use Node 22 or newer`,
  });
}

class WasmDatabase implements Database {
  readonly #file: string;
  readonly #database: CodedDatabase;
  readonly #statements: WasmStatement[] = [];

  constructor(file: string, database: CodedDatabase) {
    this.#file = file;
    this.#database = database;
  }

  exec(sql: string): void {
    guarded(this.#file, SQLITE_ERROR, () => this.#database.exec(sql));
  }

  query(sql: string, values: readonly SqlValue[] = []): Row[] {
    return guarded(this.#file, SQLITE_ERROR, () => this.#database.all(sql, values as SqlValue[]) as Row[]);
  }

  prepare(sql: string): Statement {
    const statement = new WasmStatement(this.#file, this.#database, sql);
    this.#statements.push(statement);
    return statement;
  }

  close(): void {
    // Nothing of it is garbage collected, and while it has statements it would only seem to close.
    for (const statement of this.#statements) statement.finalize();
    guarded(this.#file, SQLITE_ERROR, () => this.#database.close());
  }
}

class WasmStatement implements Statement {
  readonly #file: string;
  readonly #prepare: () => Wasm.Statement;
  #statement: Wasm.Statement | undefined;

  constructor(file: string, database: CodedDatabase, sql: string) {
    this.#file = file;
    this.#prepare = () => database.prepare(sql);
    this.#statement = guarded(file, SQLITE_ERROR, this.#prepare);
  }

  run(values: readonly SqlValue[]): void {
    this.#execute((statement) => statement.run(values as SqlValue[]));
  }

  all(values: readonly SqlValue[]): Row[] {
    return this.#execute((statement) => statement.all(values as SqlValue[]) as Row[]);
  }

  finalize(): void {
    const statement = this.#statement;
    this.#statement = undefined;
    try {
      statement?.finalize();
    } catch {
      // SQLite repeats here what went wrong when the statement was executed last.
    }
  }

  #execute<T>(call: (statement: Wasm.Statement) => T): T {
    try {
      this.#statement ??= this.#prepare();
      return call(this.#statement);
    } catch (error) {
      // The package could not use it again: to reset a statement that failed is an error to it.
      this.finalize();
      throw failure(this.#file, SQLITE_ERROR, error);
    }
  }
}

function guarded<T>(file: string, code: number, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw failure(file, code, error);
  }
}

/** Gives an error its code, unless it has one. Those that never get one are of the package, or of WebAssembly. */
function failure(file: string, code: number, error: unknown): StoreError {
  return error instanceof StoreError ? error : sqliteFailure(file, code, error);
}
