import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteJobStore } from '../../../src/server/job-store/sqlite-job-store.js';
import { ENGINES, killHard, startScript, storeErrorOf } from '../../sqlite/stage.js';
import { describeJobStore, loadAll, storedJob } from './contract.js';

/** Opens a store in a process of its own, with what makes a job of a number. */
const OPEN_STORE = `
  import { writeSync } from 'node:fs';
  import { openSqliteJobStore } from './dist/server/job-store/sqlite-job-store.js';
  import { nodeEngine } from './dist/sqlite/node-engine.js';
  import { wasmEngine } from './dist/sqlite/wasm-engine.js';
  const [, file, name] = process.argv;
  const store = await openSqliteJobStore(file, { engine: name === 'wasm' ? await wasmEngine() : nodeEngine() });
  const texts = { functionName: 'f', unique: '', reducer: '', priority: 'normal' };
  const storedJob = (number, bytes) => ({
    ...texts, number, runAtEpochMs: 0, queuedAtEpochMs: 0, workload: new Uint8Array(bytes),
  });
`;

/** Commits one job after the other, every second one together with the removal of the one before; tells each number. */
const ENDLESS_COMMITS = `${OPEN_STORE}
  for (let number = store.lastNumber + 1; ; number++) {
    store.add(storedJob(number, 5000));
    if (number % 2 === 0) store.remove(number - 1);
    store.commit();
    writeSync(1, number + '\\n');
  }
`;

/** Commits 100 groups of 100 jobs, some with removals, and writes a line before the first and behind the last. */
const HUNDRED_COMMITS = `${OPEN_STORE}
  let number = 0;
  writeSync(1, 'begin\\n');
  for (let group = 0; group < 100; group++) {
    for (let i = 0; i < 100; i++) store.add(storedJob(++number, 32));
    if (group % 2 === 1) for (let i = 0; i < 150; i++) store.remove(number - i);
    store.commit();
    store.commit();
  }
  writeSync(1, 'end\\n');
`;

describe.each(ENGINES)('A job store on the $name engine', (engine) => {
  let folder: string;
  let places = 0;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearctl-jobs-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const open = (file: string) => openSqliteJobStore(file, { engine });

  describeJobStore(() => {
    const file = join(folder, `jobs-${++places}.db`);
    return { open: () => open(file) };
  });

  it('takes exactly one sync for each commit, and none if there is nothing to commit', async () => {
    const trace = join(folder, 'trace');
    const run = startScript(
      HUNDRED_COMMITS,
      [join(folder, 'jobs.db'), engine.name],
      `exec strace -f -e trace=write,fsync,fdatasync -o ${trace} "$0" "$@"`,
    );
    expect([await run.nextLine(), await run.nextLine()]).toEqual(['begin', 'end']);
    await run.ended;
    const lines = execFileSync('cat', [trace], { encoding: 'latin1' }).split('\n');
    const [begin, end] = ['"begin', '"end'].map((mark) => lines.findIndex((line) => line.includes(mark)));
    const syncs = lines.slice(begin, end).filter((line) => /\b(fsync|fdatasync)\(/.test(line));
    expect(syncs).toHaveLength(100);
  });

  it('loses nothing that was committed, and forgets no number, however often its process is killed', async () => {
    const file = join(folder, 'jobs.db');
    for (let cycle = 1; cycle <= 4; cycle++) {
      const run = startScript(ENDLESS_COMMITS, [file, engine.name]);
      let last = 0;
      for (let lines = 0; lines < cycle * 20; lines++) last = Number(await run.nextLine());
      await killHard(run);
      const store = await open(file);
      const numbers = loadAll(store).map((job) => job.number);
      expect(store.lastNumber).toBeGreaterThanOrEqual(last);
      const even = Array.from({ length: Math.floor(store.lastNumber / 2) }, (_, index) => 2 * index + 2);
      expect(numbers).toEqual(store.lastNumber % 2 === 0 ? even : [...even, store.lastNumber]);
      store.close();
    }
  });

  it('can be read with sqlite3, names of whatever script as text', async () => {
    const file = join(folder, 'jobs.db');
    const store = await open(file);
    store.add(storedJob(1, { functionName: Buffer.from('größe').toString('latin1'), unique: 'a', priority: 'low' }));
    store.add(storedJob(2, { functionName: '\xff', workload: Buffer.from('hello') }));
    store.close();
    const sql = 'SELECT number, typeof(function_name), hex(function_name), unique_id, priority, workload FROM job';
    const rows = execFileSync('sqlite3', [file, sql], { encoding: 'latin1' });
    const hex = Buffer.from('größe').toString('hex').toUpperCase();
    expect(rows).toBe(`1|text|${hex}|a|2|\x01\x02\x03\n2|blob|FF||1|hello\n`);
  });

  it('is refused while another store has the file', async () => {
    const file = join(folder, 'jobs.db');
    const store = await open(file);
    expect((await storeErrorOf(() => open(file))).message).toBe(`${file} is in use by process ${process.pid}`);
    store.close();
  });

  it('stores nothing in a file that somebody moved away, and says so', async () => {
    const file = join(folder, 'jobs.db');
    const store = await open(file);
    store.add(storedJob(1));
    store.commit();
    renameSync(file, `${file}.old`);
    store.add(storedJob(2));
    expect((await storeErrorOf(() => store.commit())).message).toBe(
      `${file} was moved, deleted or replaced while it was in use`,
    );
    store.close();
  });

  it('says that a file is damaged when it reads it', async () => {
    const file = join(folder, 'jobs.db');
    const store = await open(file);
    for (let number = 1; number <= 2000; number++) store.add(storedJob(number));
    store.close();
    execFileSync('dd', [
      'if=/dev/urandom',
      `of=${file}`,
      'bs=4096',
      'seek=3',
      'count=8',
      'conv=notrunc',
      'status=none',
    ]);
    const damaged = await open(file);
    expect((await storeErrorOf(() => loadAll(damaged))).fault).toBe('corrupt');
    damaged.close();
  });
});
