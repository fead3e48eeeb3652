import type { Database, Engine, Row, SqlValue, Statement } from './database.js';
import { sqliteFailure } from './store-failure.js';

/** What is used of `node:sqlite`. The types of the lowest Node that is supported do not know that module. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string, options: { readOnly: boolean }) => DatabaseSync;
}

interface DatabaseSync {
  exec(sql: string): void;
  prepare(sql: string): StatementSync;
  close(): void;
}

interface StatementSync {
  run(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): Row[];
}

/** Gives the engine that Node brings along, or undefined if this Node has none. */
export function nodeEngine(): Engine | undefined {
  const sqlite = withoutWarning(() => process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined);
  if (sqlite === undefined) return undefined;
  const open = (file: string, readOnly: boolean) =>
    guarded(file, () => new NodeDatabase(file, new sqlite.DatabaseSync(file, { readOnly })));
  return { name: 'node', open: (file) => open(file, false), openReadOnly: (file) => open(file, true) };
}

/**
 * Loads a module of Node's without the warning that it is experimental: whoever runs gearctl can do nothing about it.
 * The call is synchronous, so nobody else's warning can be among what is held back.
 */
function withoutWarning<T>(load: () => T): T {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

class NodeDatabase implements Database {
  readonly #file: string;
  readonly #database: DatabaseSync;

  constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
  }

  exec(sql: string): void {
    guarded(this.#file, () => this.#database.exec(sql));
  }

  query(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.prepare(sql).all(values);
  }

  prepare(sql: string): Statement {
    const file = this.#file;
    const statement = guarded(file, () => this.#database.prepare(sql));
    return {
      run: (values) => guarded(file, () => void statement.run(...values)),
      all: (values) => guarded(file, () => statement.all(...values)),
    };
  }

  close(): void {
    guarded(this.#file, () => this.#database.close());
  }
}

function guarded<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
    throw sqliteFailure(file, code, error);
  }
}
