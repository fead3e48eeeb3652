import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, type Engine, transaction } from '../../src/sqlite/database.js';
import { openOwnedDatabase } from '../../src/sqlite/owned-database.js';
import { ENGINES, killHard, makeFolder, startScript, storeErrorOf } from './stage.js';

const SCHEMA = { applicationId: 7, migrations: ['CREATE TABLE t (a INTEGER PRIMARY KEY, b)'] };

/** The owner of a file that holds one row more with each line on its stdin. */
const OWNER = `
  import { transaction } from './dist/sqlite/database.js';
  import { openOwnedDatabase } from './dist/sqlite/owned-database.js';
  import { nodeEngine } from './dist/sqlite/node-engine.js';
  import { wasmEngine } from './dist/sqlite/wasm-engine.js';
  const [, file, name] = process.argv;
  const engine = name === 'wasm' ? await wasmEngine() : nodeEngine();
  const schema = { applicationId: 7, migrations: ['CREATE TABLE t (a INTEGER PRIMARY KEY, b)'] };
  const database = await openOwnedDatabase(file, engine, schema);
  console.log('open');
  let a = 0;
  for await (const _ of process.stdin) {
    a++;
    try {
      transaction(database, () => database.exec(\`INSERT INTO t VALUES (\${a}, zeroblob(20000))\`));
      console.log('committed');
    } catch (error) {
      console.log(error.fault);
    }
  }
`;

async function startOwner(file: string, engine: Engine) {
  const owner = startScript(OWNER, [file, engine.name]);
  expect(await owner.nextLine()).toBe('open');
  return owner;
}

describe.each(ENGINES)('A database owned through the $name engine', (engine) => {
  const makeFile = () => join(makeFolder(), 'a.db');

  async function open(file: string) {
    const database = await openOwnedDatabase(file, engine, SCHEMA);
    onTestFinished(() => {
      if (!closed) database.close();
    });
    let closed = false;
    const close = () => {
      closed = true;
      database.close();
    };
    return { database, close };
  }

  const numbers = (database: Database) => database.query('SELECT a FROM t ORDER BY a').map((row) => row.a);

  it('is readable for its user alone and leaves only itself behind', async () => {
    const file = makeFile();
    const { database, close } = await open(file);
    database.exec('INSERT INTO t VALUES (1, 2)');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
    close();
    expect(readdirSync(dirname(file))).toEqual(['a.db']);
  });

  it('is refused while it is in use, whatever path leads to it', async () => {
    const file = makeFile();
    const { close } = await open(file);
    const link = join(makeFolder(), 'link.db');
    symlinkSync(file, link);
    const error = await storeErrorOf(() => openOwnedDatabase(link, engine, SCHEMA));
    expect(error).toMatchObject({ fault: 'in-use', message: `${file} is in use by process ${process.pid}` });
    close();
    (await open(link)).close();
  });

  it('opens again after its owner was killed, with all that was committed', async () => {
    const file = makeFile();
    const owner = await startOwner(file, engine);
    for (let row = 0; row < 3; row++) {
      owner.child.stdin?.write('next\n');
      expect(await owner.nextLine()).toBe('committed');
    }
    expect((await storeErrorOf(() => openOwnedDatabase(file, engine, SCHEMA))).message).toContain(`${owner.pid}`);
    await killHard(owner);
    for (const next of ENGINES) {
      const database = await openOwnedDatabase(file, next, SCHEMA);
      expect(numbers(database)).toEqual([1, 2, 3]);
      database.close();
    }
    expect(readdirSync(dirname(file))).toEqual(['a.db']);
  });

  it('loses nothing to a sqlite3 that somebody runs on it meanwhile', async () => {
    const file = makeFile();
    const { database, close } = await open(file);
    database.exec("INSERT INTO t VALUES (1, 'one')");
    for (const sql of [
      "INSERT INTO t VALUES (5, 'other')",
      'PRAGMA wal_checkpoint(TRUNCATE)',
      'VACUUM',
      'DROP TABLE t',
    ]) {
      const { status, stdout } = spawnSync('sqlite3', [file, sql], { encoding: 'utf8', timeout: 10_000 });
      expect({ sql, changed: status === 0 && stdout === '' }).toEqual({ sql, changed: false });
    }
    database.exec("INSERT INTO t VALUES (2, 'two')");
    database.assertInPlace();
    const reading = spawnSync('sqlite3', [file, 'SELECT b FROM t'], { encoding: 'utf8', timeout: 10_000 });
    expect(reading).toMatchObject(
      engine.name === 'wasm' ? { stdout: 'one\ntwo\n' } : { stderr: expect.stringContaining('locked') },
    );
    close();
    expect(execFileSync('sqlite3', [file, 'SELECT a, b FROM t'], { encoding: 'utf8' })).toBe('1|one\n2|two\n');
  });

  it('notices that its file was moved, deleted or replaced', async () => {
    for (const meddle of [
      (file: string) => renameSync(file, `${file}.old`),
      (file: string) => renameSync(`${file}-wal`, `${file}.old`),
      (file: string) => {
        renameSync(file, `${file}.old`);
        writeFileSync(file, '');
      },
    ]) {
      const file = makeFile();
      const { database } = await open(file);
      database.assertInPlace();
      meddle(file);
      transaction(database, () => database.exec('INSERT INTO t VALUES (1, 2)'));
      expect((await storeErrorOf(() => database.assertInPlace())).fault).toBe('failed');
    }
  });

  it('stays usable when there was no room for a while', async () => {
    const file = makeFile();
    // A limit to the size of files, 512 KiB, does what a full disk does, and needs no disk.
    const owner = startScript(OWNER, [file, engine.name], 'ulimit -S -f 1024');
    expect(await owner.nextLine()).toBe('open');
    const commit = () => {
      owner.child.stdin?.write('next\n');
      return owner.nextLine();
    };
    let committed = 0;
    while ((await commit()) === 'committed') committed++;
    expect(committed).toBeGreaterThan(5);
    expect(await commit()).toBe('full');
    execFileSync('prlimit', [`--pid=${owner.pid}`, '--fsize=unlimited:unlimited']);
    expect(await commit()).toBe('committed');
    await killHard(owner);
    const { database } = await open(file);
    const first = Array.from({ length: committed }, (_, index) => index + 1);
    expect(numbers(database)).toEqual([...first, committed + 3]);
  });

  it('may lie neither nowhere, nor in a folder that is not there, nor be a folder', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'folder.db'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.db'));
    for (const name of ['missing/a.db', 'folder.db', 'dangling.db']) {
      const error = await storeErrorOf(() => openOwnedDatabase(join(folder, name), engine, SCHEMA));
      expect(error.fault).toBe('unreadable');
      expect(error.message).toContain(join(folder, name));
    }
    expect(readdirSync(folder)).toEqual(['dangling.db', 'folder.db']);
  });

  it('must be writable, and so must its folder', async () => {
    const file = makeFile();
    (await open(file)).close();
    for (const [path, mode] of [
      [file, 0o400],
      [dirname(file), 0o500],
    ] as const) {
      const before = statSync(path).mode;
      chmodSync(path, mode);
      const error = await asNobody([dirname(file), file], () =>
        storeErrorOf(() => openOwnedDatabase(file, engine, SCHEMA)),
      );
      chmodSync(path, before);
      expect(error).toMatchObject({ fault: 'read-only', hint: expect.stringContaining('right to write') });
    }
  });

  it('is refused when it is damaged or no database', async () => {
    const file = makeFile();
    writeFileSync(file, 'This was something else. '.repeat(400));
    expect((await storeErrorOf(() => openOwnedDatabase(file, engine, SCHEMA))).fault).toBe('corrupt');
    expect(readdirSync(dirname(file))).toEqual(['a.db']);
  });

  it('is refused, unchanged, when another program made it', async () => {
    const file = makeFile();
    execFileSync('sqlite3', [file, 'CREATE TABLE other (a)']);
    expect((await storeErrorOf(() => openOwnedDatabase(file, engine, SCHEMA))).fault).toBe('unreadable');
    expect(execFileSync('sqlite3', [file, '.tables'], { encoding: 'utf8' }).trim()).toBe('other');
  });

  it('is brought to a newer format, and refused by one that is older', async () => {
    const file = makeFile();
    const { database, close } = await open(file);
    database.exec('INSERT INTO t VALUES (1, 2)');
    close();
    const newer = { ...SCHEMA, migrations: [...SCHEMA.migrations, 'ALTER TABLE t ADD COLUMN c DEFAULT 3'] };
    const migrated = await openOwnedDatabase(file, engine, newer);
    expect(migrated.query('SELECT c FROM t').map((row) => row.c)).toEqual([3]);
    migrated.close();
    expect(await storeErrorOf(() => openOwnedDatabase(file, engine, SCHEMA))).toMatchObject({
      fault: 'unreadable',
      message: `${file} has format 2, and this gearctl knows formats up to 1`,
    });
  });
});

/** Runs `call` as a user who owns `paths` and is not root, who may write anywhere. */
async function asNobody<T>(paths: readonly string[], call: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return call();
  const nobody = 65_534;
  for (const path of paths) execFileSync('chown', [`${nobody}`, path]);
  process.seteuid?.(nobody);
  try {
    return await call();
  } finally {
    process.seteuid?.(0);
  }
}
