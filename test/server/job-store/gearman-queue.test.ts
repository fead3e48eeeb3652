import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Client } from '../../../src/client/index.js';
import { InputFileError, OutputError } from '../../../src/errors.js';
import type { GearmanQueueJob } from '../../../src/server/job-store/gearman-queue.js';
import { exportGearmanQueue, replaceGearmanQueue } from '../../../src/server/job-store/gearman-queue-export.js';
import { hasGearmanQueue, importGearmanQueue } from '../../../src/server/job-store/gearman-queue-import.js';
import { Worker } from '../../../src/worker/index.js';
import { ENGINES, storeErrorOf } from '../../sqlite/stage.js';
import { startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';
import { storedJob } from './contract.js';

const COLUMNS =
  'unique_key TEXT, function_name TEXT, priority INTEGER, data BLOB, when_to_run INTEGER, PRIMARY KEY (unique_key, function_name)';

describe.each(ENGINES)('A queue of gearmand’s, through the $name engine,', (engine) => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearctl-queue-'));
    file = join(folder, 'gearmand.db');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const sqlite3 = (sql: string) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, sql], { encoding: 'utf8' });

  async function readQueue(table?: string) {
    const jobs: GearmanQueueJob[] = [];
    const found = await importGearmanQueue(file, (job) => jobs.push(job), { engine, ...(table ? { table } : {}) });
    return { jobs, found };
  }

  it('is read as gearmand left it when it was killed', async () => {
    const gearmand = await startGearmand(['-q', 'libsqlite3', '--libsqlite3-db', file]);
    onTestFinished(() => gearmand.stop());
    const client = new Client({ servers: [gearmand.address] });
    const runAtEpochMs = 4_000_000_000_000;
    await client.background('ünïcode', 'one', { unique: 'u-1', priority: 'high' });
    await client.background('reverse', new Uint8Array([0, 255]), { unique: 'u-2', priority: 'low' });
    await client.background('reverse', '', { unique: 'u-3' });
    await client.background('reverse', 'later', { unique: 'u-4', runAt: new Date(runAtEpochMs) });
    await client.close();
    await gearmand.stop('SIGKILL');

    const { jobs, found } = await readQueue();
    const name = Buffer.from('ünïcode').toString('latin1');
    expect(
      jobs.map(({ workload, ...rest }) => ({ ...rest, workload: Buffer.from(workload).toString('latin1') })),
    ).toEqual([
      { functionName: name, unique: 'u-1', priority: 'high', runAtEpochMs: 0, workload: 'one' },
      { functionName: 'reverse', unique: 'u-2', priority: 'low', runAtEpochMs: 0, workload: '\0\xff' },
      { functionName: 'reverse', unique: 'u-3', priority: 'normal', runAtEpochMs: 0, workload: '' },
      { functionName: 'reverse', unique: 'u-4', priority: 'normal', runAtEpochMs, workload: 'later' },
    ]);
    expect(found).toEqual({ jobs: 4, unusable: 0, unknownPriorities: 0, unusableUniques: 0, sharedKeys: 0 });
    expect(readdirSync(folder)).toEqual(['gearmand.db']);
  });

  it('is read also where gearmand itself would not start from it', async () => {
    sqlite3(`CREATE TABLE gearman_queue (${COLUMNS});
      INSERT INTO gearman_queue VALUES
        ('a', 'f', 1, NULL, 0), ('b', 'f', 1, 'text', 0), ('c', 'f', 1, x'00ff', NULL), ('d', 'f', 7, x'31', 0),
        ('e', 'f', NULL, 12, -5), ('', 'f', 0, x'', 9223372036854775807), ('-', 'f', 2, x'32', 'soon'),
        (NULL, 'g', 1, x'33', 1), ('h', NULL, 1, x'', 0), ('i', '', 1, x'', 0), (hex(zeroblob(33)), 'f', 1, x'34', 0)`);
    const { jobs, found } = await readQueue();
    expect(
      jobs.map((job) => [job.unique, job.priority, Buffer.from(job.workload).toString('latin1'), job.runAtEpochMs]),
    ).toEqual([
      ['a', 'normal', '', 0],
      ['b', 'normal', 'text', 0],
      ['c', 'normal', '\0\xff', 0],
      ['d', 'normal', '1', 0],
      ['e', 'normal', '12', 0],
      ['', 'high', '', 8.64e15],
      ['-', 'low', '2', 0],
      ['', 'normal', '3', 1000],
      ['', 'normal', '4', 0],
    ]);
    expect(found).toEqual({ jobs: 9, unusable: 2, unknownPriorities: 2, unusableUniques: 1, sharedKeys: 3 });
  });

  it('is read without a column for the time, from a table of another name', async () => {
    sqlite3(`CREATE TABLE "my ""jobs""" (unique_key TEXT, function_name TEXT, priority INTEGER, data BLOB);
      INSERT INTO "my ""jobs""" VALUES ('a', 'f', 1, x'31')`);
    expect((await readQueue('my "jobs"')).jobs).toMatchObject([{ functionName: 'f', unique: 'a', runAtEpochMs: 0 }]);
    expect(await storeErrorOf(() => readQueue())).toMatchObject({ fault: 'unreadable' });
  });

  it('is read after a crash that cut a transaction short, without that transaction', async () => {
    const live = join(folder, 'live.db');
    const database = engine.open(live);
    const numbers = 'WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 200)';
    database.exec(`CREATE TABLE gearman_queue (${COLUMNS});
      ${numbers} INSERT INTO gearman_queue SELECT value, 'f', 1, zeroblob(2000), 0 FROM n;`);
    // With so small a cache, changes reach the file before they are committed.
    database.exec("PRAGMA cache_size = 1; BEGIN; UPDATE gearman_queue SET data = x'31'");
    copyFileSync(live, file);
    copyFileSync(`${live}-journal`, `${file}-journal`);
    database.close();
    if (engine.name === 'wasm') {
      // It cannot undo it, and so it does not read it.
      expect((await storeErrorOf(() => readQueue())).fault).toBe('unreadable');
      sqlite3('SELECT 1 FROM gearman_queue');
    }
    const { jobs } = await readQueue();
    expect(jobs.map((job) => job.workload.length)).toEqual(Array.from({ length: 200 }, () => 2000));
  });

  it('is not made up where there is none', async () => {
    await expect(readQueue()).rejects.toBeInstanceOf(InputFileError);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, 'something else entirely');
    expect((await storeErrorOf(() => readQueue())).fault).toBe('corrupt');
  });

  it('is written so that gearmand starts from it and loses no job', async () => {
    const name = Buffer.from('ünïcode').toString('latin1');
    const jobs = [
      storedJob(1, { unique: 'same', workload: Buffer.from('1') }),
      storedJob(2, { unique: 'same', workload: Buffer.from('2') }),
      storedJob(3, { workload: Buffer.from('3') }),
      storedJob(4, { workload: Buffer.from('4'), priority: 'low' }),
      storedJob(5, { unique: '-', workload: Buffer.from('5'), reducer: 'sum' }),
      storedJob(6, { unique: '-', workload: new Uint8Array(), priority: 'high' }),
      storedJob(7, { unique: 'same', functionName: name, workload: Buffer.from('7'), runAtEpochMs: 1500 }),
    ];
    const written = await exportGearmanQueue(file, (take) => jobs.forEach(take), { engine });
    expect(written).toEqual({ jobs: 7, newUniques: 5, droppedReducers: 1 });
    expect(readdirSync(folder)).toEqual(['gearmand.db']);
    expect(sqlite3('SELECT DISTINCT typeof(unique_key), typeof(data), typeof(when_to_run) FROM gearman_queue')).toBe(
      'text|blob|integer\n',
    );
    expect(sqlite3("SELECT when_to_run FROM gearman_queue WHERE data = x'37'")).toBe('2\n');

    const gearmand = await startGearmand(['-q', 'libsqlite3', '--libsqlite3-db', file]);
    onTestFinished(() => gearmand.stop());
    const worked: string[] = [];
    const worker = new Worker({ servers: [gearmand.address] });
    for (const functionName of ['reverse', 'ünïcode']) {
      worker.register(functionName, (job) => {
        worked.push(Buffer.from(job.workload).toString());
        return '';
      });
    }
    const run = worker.run();
    await until(() => worked.length >= 7);
    await until(() => sqlite3('SELECT count(*) FROM gearman_queue') === '0\n');
    await worker.stop();
    await run;
    await gearmand.stop();
    expect(worked.sort()).toEqual(['', '1', '2', '3', '4', '5', '7']);
  });

  it('is replaced as a whole, and nothing else in the file is', async () => {
    sqlite3(`CREATE TABLE other (a); INSERT INTO other VALUES (7); CREATE TABLE gearman_queue (unique_key, data);
      INSERT INTO gearman_queue VALUES ('old', x'31')`);
    chmodSync(file, 0o664);
    const link = join(folder, 'link.db');
    symlinkSync(file, link);
    const jobs = [storedJob(1, { unique: 'new' }), storedJob(2)];
    expect(await replaceGearmanQueue(link, (take) => jobs.forEach(take), { engine })).toMatchObject({ jobs: 2 });
    expect(readdirSync(folder).sort()).toEqual(['gearmand.db', 'link.db']);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o664);
    expect(sqlite3('SELECT a FROM other')).toBe('7\n');
    expect((await readQueue()).jobs.map(({ unique }) => unique.length)).toEqual([3, 36]);

    const failing = () => {
      throw new OutputError('the jobs ran out');
    };
    await expect(replaceGearmanQueue(file, failing, { engine })).rejects.toThrow('the jobs ran out');
    expect(readdirSync(folder).sort()).toEqual(['gearmand.db', 'link.db']);
    expect((await readQueue()).jobs).toHaveLength(2);
  });

  it('is created where there is none to be replaced', async () => {
    await replaceGearmanQueue(file, () => undefined, { engine, table: 'jobs' });
    expect(await hasGearmanQueue(file, { engine, table: 'jobs' })).toBe(true);
    expect(await hasGearmanQueue(file, { engine })).toBe(false);
  });

  it('is not written over a file that is there, nor by halves', async () => {
    writeFileSync(file, 'precious');
    await expect(exportGearmanQueue(file, () => undefined, { engine })).rejects.toBeInstanceOf(OutputError);
    rmSync(file);
    const failing = () => {
      throw new OutputError('the jobs ran out');
    };
    await expect(exportGearmanQueue(file, failing, { engine })).rejects.toThrow('the jobs ran out');
    expect(readdirSync(folder)).toEqual([]);
    const missing = join(folder, 'missing', 'a.db');
    expect((await storeErrorOf(() => exportGearmanQueue(missing, () => undefined, { engine }))).fault).toBe(
      'unreadable',
    );
  });
});
