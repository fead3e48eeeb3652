import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transaction } from '../../src/sqlite/database.js';
import { loadEngine } from '../../src/sqlite/engine.js';
import { ENGINES, makeFolder, storeErrorOf } from './stage.js';

describe.each(ENGINES)('The $name engine', (engine) => {
  function openTable(file = join(makeFolder(), 'a.db')) {
    const database = engine.open(file);
    database.exec('PRAGMA synchronous = OFF; CREATE TABLE t (a INTEGER PRIMARY KEY, b)');
    return { file, database, insert: database.prepare('INSERT INTO t VALUES (?, ?)') };
  }

  it('gives back every type of value as it was bound', () => {
    const { database, insert } = openTable();
    const values = [null, 0, -1, 2 ** 40, 1.5, '', 'ä€😀', new Uint8Array([0, 255, 0])];
    values.forEach((value, index) => {
      insert.run([index, value]);
    });
    expect(database.query('SELECT b FROM t ORDER BY a').map((row) => row.b)).toEqual(values);
    database.close();
  });

  it('binds a BLOB that is a part of a larger buffer', () => {
    const { database, insert } = openTable();
    insert.run([1, Buffer.from('abcdef').subarray(2, 4)]);
    expect(database.query('SELECT hex(b) AS b FROM t')).toEqual([expect.objectContaining({ b: '6364' })]);
    database.close();
  });

  it('uses a prepared statement again after it has failed', async () => {
    const { database, insert, file } = openTable();
    insert.run([1, 'a']);
    const error = await storeErrorOf(() => insert.run([1, 'b']));
    expect(error).toMatchObject({ fault: 'failed', message: expect.stringContaining(file) });
    insert.run([2, 'c']);
    const select = database.prepare('SELECT b FROM t WHERE a >= ? ORDER BY a');
    expect(select.all([1]).map((row) => row.b)).toEqual(['a', 'c']);
    expect(select.all([2]).map((row) => row.b)).toEqual(['c']);
    database.close();
  });

  it('undoes a transaction that throws, and can begin another', async () => {
    const { database, insert } = openTable();
    await storeErrorOf(() =>
      transaction(database, () => {
        insert.run([1, 'a']);
        insert.run([1, 'b']);
      }),
    );
    transaction(database, () => insert.run([2, 'c']));
    expect(database.query('SELECT a FROM t').map((row) => row.a)).toEqual([2]);
    database.close();
  });

  it('says so when there is no room, and goes on when there is', async () => {
    const { database, insert, file } = openTable();
    database.exec('PRAGMA max_page_count = 5');
    const error = await storeErrorOf(() => transaction(database, () => insert.run([1, new Uint8Array(100_000)])));
    expect(error).toMatchObject({ fault: 'full', message: `no room left to write ${file}` });
    database.exec('PRAGMA max_page_count = 500');
    transaction(database, () => insert.run([1, new Uint8Array(100_000)]));
    expect(database.query('SELECT length(b) AS bytes FROM t').map((row) => row.bytes)).toEqual([100_000]);
    database.close();
  });

  it('tells a file that is no database, and leaves it as it is', async () => {
    const file = join(makeFolder(), 'a.db');
    writeFileSync(file, 'not a database, but long enough to be looked at'.repeat(100));
    const error = await storeErrorOf(() => {
      const database = engine.open(file);
      try {
        database.query('SELECT * FROM sqlite_schema');
      } finally {
        database.close();
      }
    });
    expect(error).toMatchObject({ fault: 'corrupt', message: `${file} is no SQLite database` });
  });

  it('writes nothing to a file that is open for reading', async () => {
    const { database, file } = openTable();
    database.close();
    const readOnly = engine.openReadOnly(file);
    expect((await storeErrorOf(() => readOnly.exec('DELETE FROM t'))).fault).toBe('read-only');
    readOnly.close();
  });

  it('does not create a file to read it', async () => {
    const file = join(makeFolder(), 'missing.db');
    expect((await storeErrorOf(() => engine.openReadOnly(file))).message).toContain(file);
  });
});

describe('loadEngine', () => {
  it('prefers what Node has', async () => {
    expect((await loadEngine()).name).toBe(ENGINES.at(-1)?.name);
  });
});
