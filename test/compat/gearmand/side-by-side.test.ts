import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './programs.js';

/** Command lines to which both programs answer with the same words and exit status. */
const SAME_WORDS: readonly (readonly string[])[] = [
  ['--verb', 'INFO'],
  ['--bogus'],
  ['--PORT=1'],
  ['-Z'],
  ['-v'],
  ['-RZ'],
  ['-R=1'],
  ['-Rfoo'],
  ['pos'],
  ['-'],
  [''],
  ['--', 'pos'],
  ['-p'],
  ['--port'],
  ['-p', '-R'],
  ['--port='],
  ['--ssl=1'],
  ['-p', '1', '-p', '2'],
  ['-RR'],
  ['-t', 'abc'],
  ['-t=4'],
  ['-t', ''],
  ['-t', '99999999999'],
  ['-b', '99999999999'],
  ['--hashtable-buckets=0'],
  ['--verbose=info'],
  ['--check-args', '--bogus'],
  ['--check-args', '-p', 'abc', '-q', 'nope', '-r', 'nope', '-u', 'nope'],
  ['--check-args', '-t', '+4', '-j', '-1', '-b', '-5', '-l', '--ssl', '-dh'],
  ['--config-file', '/nonexistent'],
  ['-u', 'no-such-user', '-l', 'none', '-P', ''],
  ['-q', 'NOPE', '-l', 'none', '-P', ''],
  ['-q', 'MySQL', '-l', 'none', '-P', ''],
  ['-q', 'libsqlite3', '-l', 'none', '-P', ''],
  ['-r', 'nope', '-l', 'none', '-P', ''],
  ['-p', 'abc', '-l', 'none', '-P', ''],
  ['-p', '-1', '-l', 'none', '-P', ''],
  ['-L', '192.0.2.77', '-l', 'none', '-P', ''],
  ['-L', 'no.such.host.invalid', '-l', 'none', '-P', ''],
];

/** Command lines at which both fail, each in its own words. */
const SAME_STATUS: readonly (readonly string[])[] = [
  ['-P', '/nonexistent/pid', '-l', 'none', '-L', '127.0.0.1', '-p', '0'],
  ['-P', '/', '-l', 'none', '-L', '127.0.0.1', '-p', '0'],
  ['-q', '', '-l', 'none', '-P', ''],
  ['-q', 'redis', '-l', 'none', '-P', ''],
  ['--job-handle-prefix', 'x'.repeat(64), '-l', 'none', '-P', ''],
];

/** Configuration files, some of them wrong, and what the command line says besides. */
const CONFIG_FILES: readonly (readonly [content: string, ...args: string[]])[] = [
  ['--verb=INFO --port 4731'],
  ['--l=1'],
  ['--check-args'],
  ['# comment\nport=1'],
  ['-- --bogus'],
  ['--port\t1'],
  ['--port'],
  ['--port=1 --port=2'],
  ['--port=1 --port=2', '-p', '3'],
  ['--threads=abc'],
  ['--threads=abc', '-t4'],
  ['--bogus'],
  ['-d --verbose=LOUD'],
  ['-d --verbose=LOUD', '--verbose=INFO'],
];

describe('beside gearmand', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(SAME_WORDS.map((args) => [args]))('the answer to %j is the same', async (args) => {
    const [theirs, ours] = await Promise.all([run('theirs', args), run('ours', args)]);
    expect(ours).toEqual(theirs);
  });

  it.each(SAME_STATUS.map((args) => [args]))('%j fails as well', async (args) => {
    const [theirs, ours] = await Promise.all([run('theirs', args), run('ours', args)]);
    expect([theirs.status, ours.status]).toEqual([1, 1]);
    expect(ours.stderr).toMatch(/^gearmand: .+\n$/);
  });

  it.each(CONFIG_FILES)('a configuration file with %j is read in the same way', async (content, ...others) => {
    const path = join(folder, 'gearmand.conf');
    writeFileSync(path, content);
    const args = ['--check-args', '--config-file', path, ...others];
    const [theirs, ours] = await Promise.all([run('theirs', args), run('ours', args)]);
    expect(ours).toEqual(theirs);
  });

  it('the help lists the same options, in the same order and with the same defaults', async () => {
    const [theirs, ours] = await Promise.all([run('theirs', ['-h']), run('ours', ['-h'])]);
    const options = (help: string) => help.match(/^ {2}-.*?(?= {2}|$)|^\S.*:$/gm);
    expect(options(theirs.stdout)).toHaveLength(60);
    expect(options(ours.stdout)).toEqual(options(theirs.stdout));
    expect(ours).toMatchObject({ status: 0, stderr: '' });
  });

  it('the version begins in the same way, and goes on to tell them apart', async () => {
    const [theirs, ours] = await Promise.all([run('theirs', ['-V']), run('ours', ['--version'])]);
    expect(theirs.stdout).toMatch(/^\ngearmand 1\.1\.20\+/);
    expect(ours).toMatchObject({ status: 0, stderr: '' });
    expect(ours.stdout).toMatch(/^\ngearmand 1\.1\.20\+gearctl-\d+\.\d+\.\d+\n$/);
  });
});
