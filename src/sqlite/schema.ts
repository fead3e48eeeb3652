import { StoreError } from '../errors.js';
import { type Database, transaction } from './database.js';

/** What a file holds, and how older files become so. */
export interface Schema {
  /** Marks the files of this schema: SQLite's `application_id`, which is not 0. */
  readonly applicationId: number;
  /** The SQL that leads from each version to the next, the first from an empty file. Appended to, never edited. */
  readonly migrations: readonly string[];
}

/**
 * Brings a database to the newest version of its schema, each step in a transaction of its own. Throws StoreError
 * `unreadable`, before anything is changed, if it is of another program or of a newer version.
 */
export function migrate(database: Database, file: string, schema: Schema): void {
  const newest = schema.migrations.length;
  const version = pragma(database, 'user_version');
  const applicationId = pragma(database, 'application_id');
  const isEmpty = applicationId === 0 && version === 0 && database.query('SELECT 1 FROM sqlite_schema').length === 0;
  if (!isEmpty && applicationId !== schema.applicationId) {
    throw new StoreError(`${file} is a database of another program`, 'unreadable', { hint: 'name another file' });
  }
  if (version > newest) {
    throw new StoreError(
      `${file} has format ${version}, and this gearctl knows formats up to ${newest}`,
      'unreadable',
      {
        hint: 'use the gearctl that wrote it, or a newer one',
      },
    );
  }
  for (const [index, sql] of schema.migrations.entries()) {
    if (index < version) continue;
    transaction(database, () => {
      database.exec(sql);
      database.exec(`PRAGMA application_id = ${schema.applicationId}; PRAGMA user_version = ${index + 1}`);
    });
  }
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return Number(database.query(`PRAGMA ${name}`)[0]?.[name]);
}
