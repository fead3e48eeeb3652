import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimFile } from '../../src/sqlite/file-claim.js';
import { killHard, makeFolder, startScript, storeErrorOf } from './stage.js';

const CLAIM = `
  import { claimFile } from './dist/sqlite/file-claim.js';
  const [, file, claims = '1'] = process.argv;
  process.stdin.resume().on('end', () => process.exit());
  console.log('ready');
  for (let round = 0; round < Number(claims); round++) {
    const go = claims === '1' ? undefined : await new Promise((resolve) => process.stdin.once('data', resolve));
    const claim = await claimFile(go === undefined ? file : file + String(go).trim()).catch((error) => error);
    console.log(claim.fault ?? 'owner');
  }
`;

async function startOwner(file: string) {
  const owner = startScript(CLAIM, [file]);
  expect([await owner.nextLine(), await owner.nextLine()]).toEqual(['ready', 'owner']);
  return owner;
}

describe('claimFile', () => {
  it('lets nobody else have the file, not even this process, until it is released', async () => {
    const file = join(makeFolder(), 'a.db');
    const claim = await claimFile(file);
    const error = await storeErrorOf(() => claimFile(file));
    expect(error).toMatchObject({ fault: 'in-use', message: `${file} is in use by process ${process.pid}` });
    claim.release();
    (await claimFile(file)).release();
  });

  it('leaves nothing behind', async () => {
    const folder = makeFolder();
    const claim = await claimFile(join(folder, 'a.db'));
    await storeErrorOf(() => claimFile(join(folder, 'a.db')));
    claim.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps files in one folder apart', async () => {
    const folder = makeFolder();
    const claims = await Promise.all(['a.db', 'a.db2', 'b.db'].map((name) => claimFile(join(folder, name))));
    for (const claim of claims) claim.release();
  });

  it('names the process that owns the file', async () => {
    const file = join(makeFolder(), 'a.db');
    const owner = await startOwner(file);
    const since = performance.now();
    for (let attempt = 0; attempt < 8; attempt++) {
      expect((await storeErrorOf(() => claimFile(file))).message).toBe(`${file} is in use by process ${owner.pid}`);
    }
    expect(performance.now() - since).toBeLessThan(2000);
  });

  it('takes no notice of an owner that was killed, and removes what it left', async () => {
    const folder = makeFolder();
    await killHard(await startOwner(join(folder, 'a.db')));
    expect(readdirSync(folder)).toHaveLength(1);
    (await claimFile(join(folder, 'a.db'))).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects an owner that is stopped and cannot answer', async () => {
    const file = join(makeFolder(), 'a.db');
    const owner = await startOwner(file);
    owner.child.kill('SIGSTOP');
    const error = await storeErrorOf(() => claimFile(file));
    expect(error.message).toBe(`${file} is in use by process ${owner.pid}`);
  });

  it('has exactly one owner when several start at once', async () => {
    const rounds = 50;
    const file = join(makeFolder(), 'a.db');
    const contenders = [1, 2, 3, 4].map(() => startScript(CLAIM, [file, `${rounds}`]));
    await Promise.all(contenders.map((contender) => contender.nextLine()));
    for (let round = 0; round < rounds; round++) {
      for (const { child } of contenders) child.stdin?.write(`${round}\n`);
      const outcomes = await Promise.all(contenders.map((contender) => contender.nextLine()));
      expect(outcomes.sort()).toEqual(['in-use', 'in-use', 'in-use', 'owner']);
    }
  });

  it('has exactly one owner when several start at once in one process', async () => {
    const file = join(makeFolder(), 'a.db');
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => claimFile(file)));
    const claims = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(claims).toHaveLength(1);
    claims[0]?.release();
  });

  it('works where paths are longer than the address of a socket', async () => {
    const folder = join(makeFolder(), 'x'.repeat(120));
    mkdirSync(folder);
    const claim = await claimFile(join(folder, 'a.db'));
    expect((await storeErrorOf(() => claimFile(join(folder, 'a.db')))).fault).toBe('in-use');
    claim.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
