import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeFile, readCode } from '../../bin/boot.js';
import { writeCode } from '../../bin/keep-code.js';
import { gearctl } from '../support/run-gearctl.js';
import { evaluatedModules } from './loaded-modules.js';

const DRY_RUN = ['submit', '-n', 'f', 'x'];
const JOB = '{"function":"f","data":"x","priority":"normal","background":false}\n';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gearctl-cache-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const folder = () => join(base, 'gearctl');
const caches = () => readdirSync(folder());
const cacheOf = (word: string) => join(folder(), caches().find((name) => name.startsWith(`${word}-v`)) ?? 'missing');
/** The files of the bundle of which it has code. */
const namesIn = (path: string) => [...(readCode(path) ?? new Map()).keys()];
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** Runs gearctl with its caches in `base`, where it has to do what it does without. */
async function dryRun(env: NodeJS.ProcessEnv = {}) {
  expect(await gearctl(DRY_RUN, { env: { XDG_CACHE_HOME: base, ...env } })).toEqual({
    stdout: JOB,
    stderr: '',
    exit: 0,
  });
}

describe('the code cache', () => {
  it('is written by the first run, for its user alone, and left as it is by the second', async () => {
    await dryRun();
    expect([mode(folder()), mode(cacheOf('submit')), caches().length]).toEqual(['700', '600', 1]);
    const written = statSync(cacheOf('submit'));
    await dryRun();
    expect(statSync(cacheOf('submit'))).toMatchObject({ ino: written.ino, mtimeMs: written.mtimeMs });
  });

  it.each([
    { what: 'cut short', damage: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2) },
    { what: 'empty', damage: () => Buffer.alloc(0) },
    { what: 'without a block', damage: (bytes: Buffer) => bytes.fill(0, 8192, 8192 + 512) },
    { what: 'longer than it says', damage: (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(16)]) },
    { what: 'of another layout', damage: (bytes: Buffer) => bytes.fill('9', 0, 4) },
    {
      what: 'of another bundle',
      damage: (bytes: Buffer) => bytes.fill('9', bytes.indexOf('","') + 3, bytes.indexOf('","') + 9),
    },
  ])('is written anew when it is $what', async ({ damage }) => {
    await dryRun();
    const whole = readFileSync(cacheOf('submit'));
    const names = namesIn(cacheOf('submit'));
    expect(names).toContain('commands/submit.cjs');
    const damaged = damage(Buffer.from(whole));
    writeFileSync(cacheOf('submit'), damaged);
    await dryRun();
    const renewed = readFileSync(cacheOf('submit'));
    expect(renewed.equals(damaged)).toBe(false);
    expect(namesIn(cacheOf('submit'))).toEqual(names);
    expect(caches()).toHaveLength(1);
  });

  it('is written anew when V8 rejects it, as it does under other flags', async () => {
    await dryRun();
    const { ino } = statSync(cacheOf('submit'));
    const env = { PATH: process.env.PATH, NODE_ENV: 'production', XDG_CACHE_HOME: base };
    expect(
      execFileSync(process.execPath, ['--max-lazy', 'bin/gearctl.js', ...DRY_RUN], { env, encoding: 'utf8' }),
    ).toBe(JOB);
    expect(statSync(cacheOf('submit')).ino).not.toBe(ino);
  });

  it('is not read when others may write to it', async () => {
    await dryRun();
    chmodSync(cacheOf('submit'), 0o666);
    await dryRun();
    expect(mode(cacheOf('submit'))).toBe('600');
  });

  it('is not written into a folder that others may write to', async () => {
    mkdirSync(folder());
    chmodSync(folder(), 0o777);
    await dryRun();
    expect(caches()).toEqual([]);
  });

  it.each([
    { what: 'a file stands in its place', home: () => writeFileSync(folder(), '') },
    { what: 'there is no home', home: () => rmSync(base, { recursive: true }) },
  ])('is done without when $what', async ({ home }) => {
    home();
    await dryRun();
    await dryRun({ XDG_CACHE_HOME: undefined, HOME: join(base, 'nobody') });
    await dryRun({ XDG_CACHE_HOME: undefined, HOME: undefined });
    await dryRun({ XDG_CACHE_HOME: '/dev/null/below' });
    await dryRun({ XDG_CACHE_HOME: '/proc' });
  });

  it('is not written for a command that does not exist, nor by a run that failed', async () => {
    for (const argv of [['frobnicate'], ['submit', '--frobnicate']]) {
      expect((await gearctl(argv, { env: { XDG_CACHE_HOME: base } })).exit).toBe(64);
    }
    expect(readdirSync(base)).toEqual([]);
  });

  it('is one of help, not of the command, when help is asked for', async () => {
    for (const argv of [['status', '--help'], [], ['--version'], ['help', 'status']])
      expect((await gearctl(argv, { env: { XDG_CACHE_HOME: base } })).exit).toBe(0);
    expect(caches()).toEqual(
      [`help-status-${process.version}-${process.arch}.code`, `help-${process.version}-${process.arch}.code`].sort(),
    );
  });

  it('is in the home of the user, unless it is to be elsewhere', () => {
    const name = `gearctl/status-${process.version}-${process.arch}.code`;
    expect(codeFile('status', { HOME: '/home/ada' })).toBe(`/home/ada/.cache/${name}`);
    expect(codeFile('status', { HOME: '/home/ada', XDG_CACHE_HOME: '/var/tmp' })).toBe(`/var/tmp/${name}`);
    expect(codeFile('status', { HOME: 'ada' })).toBeUndefined();
  });

  const code = (text: string) => ({ digest: text, code: Buffer.from(text.repeat(1001)) });

  it('gives what was written, but of files that are no longer there', () => {
    const file = join(base, 'gearctl', 'x.code');
    const there = [
      ['main.cjs', code('one')],
      ['oclif.cjs', code('two')],
    ] as const;
    writeCode(file, 'dist/bundle/gearctl', new Map([...there, ['gone.cjs', code('three')]]));
    expect(readCode(file)).toEqual(new Map(there));
  });

  it.each([
    { what: 'with any byte changed', damage: (bytes: Buffer, at: number) => bytes.fill(~(bytes[at] ?? 0), at, at + 1) },
    { what: 'cut off anywhere', damage: (bytes: Buffer, at: number) => bytes.subarray(0, at) },
    { what: 'without its end', damage: (bytes: Buffer, at: number) => bytes.fill(0, at - (at % 64)) },
    {
      what: 'without a block',
      damage: (bytes: Buffer, at: number) => bytes.fill(0, at - (at % 64), at - (at % 64) + 64),
    },
  ])('gives nothing of a file $what, for V8 trusts what it is given', ({ damage }) => {
    const file = join(base, 'gearctl', 'x.code');
    writeCode(file, 'dist/bundle/gearctl', new Map([['main.cjs', code('one')]]));
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 5) {
      const damaged = damage(Buffer.from(whole), at);
      writeFileSync(file, damaged);
      expect(readCode(file) !== undefined, `at ${at}`).toBe(damaged.equals(whole));
    }
  });
});

describe('the bundle', () => {
  it('evaluates the modules of the command that is run, and none of the server or of another command', () => {
    const modules = evaluatedModules('gearctl', DRY_RUN);
    expect(modules.filter((name) => name.startsWith('commands/'))).toEqual(['commands/submit.js']);
    expect(modules.filter((name) => /^(server|worker|exec|tui)\//.test(name))).toEqual([]);
    expect(modules.filter((name) => /node_modules\/(ejs|semver|debug|minimatch|ink|react)\//.test(name))).toEqual([]);
    expect(modules.some((name) => name.endsWith('@oclif/core/lib/parser/parse.js'))).toBe(true);
  });

  it.each(['gearctl', 'gearman', 'gearadmin'])('of %s is ASCII, which V8 keeps in half the memory', (name) => {
    const files = readdirSync(`dist/bundle/${name}`, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((path) => path.endsWith('.cjs')))
      expect(readFileSync(`dist/bundle/${name}/${file}`).every((byte) => byte < 128)).toBe(true);
  });
});
