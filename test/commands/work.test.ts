import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workEventSchema } from '../../src/cli/schemas/work-event.js';
import { askAdmin, runForeignClient } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl, type RunOptions, startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';

const NOWHERE = '127.0.0.1:1';

let gearmand: Gearmand;
let folder: string;

beforeAll(async () => {
  gearmand = await startGearmand();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gearctl-work-')));
});
afterAll(async () => {
  await gearmand.stop();
  rmSync(folder, { recursive: true });
});

/** Submits a job in the background, with the client of gearmand. */
async function queue(functionName: string, workload = ''): Promise<void> {
  await runForeignClient('c', gearmand.port, functionName, Buffer.from(workload), 'background');
}

/** Runs a worker, which ends when a test has failed before it had its jobs. */
const work = (args: readonly string[], options?: RunOptions) =>
  gearctl(['work', '-s', gearmand.address, '--idle-exit', '15s', ...args], options);

/** Runs a command for one job that waits already, and gives the log without its first line and its times. */
async function logOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { stderr } = await work(['-c', '1', ...args], { env });
  const lines = stderr.trimEnd().split('\n').slice(1);
  return lines.map((line) =>
    line
      .replace(/^\d\d:\d\d:\d\d /, '')
      .replace(/H:\S+:\d+/, 'HANDLE')
      .replace(/\d+\.\d\ds/, 'TIME'),
  );
}

describe('gearctl work: how it is called', () => {
  it.each([
    { args: [], message: 'FUNCTION is missing', hint: 'gearctl work --help' },
    {
      args: ['f', '-j', 'many', '--', 'cat'],
      message: "--jobs: 'many' is no number of jobs",
      hint: 'write 8, +2, -1, 150% or 0',
    },
    { args: ['f', '--cwd', '/no/where', '--', 'cat'], message: 'there is no directory /no/where', hint: undefined },
    {
      args: ['f', '--retries', 'x'],
      message: '--retries: expected an integer but received: x',
      hint: 'gearctl work --help',
    },
    {
      args: ['f', '--escape', '--', 'cat'],
      message: '--escape needs --coprocess',
      hint: 'gearctl work --help',
    },
    {
      args: ['f', '--coprocess', '--stdin', 'none', '--', 'cat'],
      message: '--stdin means nothing to a co-process',
      hint: 'take it out',
    },
    {
      args: ['f', '--coprocess', 'lines', '--strict', '--', 'cat'],
      message: 'lines cannot be strict: jsonl can',
      hint: 'take it out',
    },
    {
      args: ['f', '--dead', 'f', '--', 'cat'],
      message: 'f cannot be its own function for dead letters: they would go round for ever',
      hint: undefined,
    },
  ])('with $args it ends with 64', async ({ args, message, hint }) => {
    const { stdout, stderr, exit } = await gearctl(['work', ...args]);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 64 });
    expect(stderr).toBe(`gearctl: ${message}\n${hint === undefined ? '' : `  Try: ${hint}\n`}`);
  });

  it.each([
    { args: ['f', 'cat'], message: "there is no -- before 'cat'" },
    { args: ['f', 'convert', '-s', '10'], message: "there is no -- before 'convert'" },
    { args: ['f', 'convert', '--resize', '10'], message: 'there is no flag --resize' },
  ])('with $args, where -- was forgotten, it says so and takes no job', async ({ args, message }) => {
    const { stdout, stderr, exit } = await gearctl(['work', ...args]);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 64 });
    expect(stderr).toContain(`gearctl: ${message}\n  Try: put -- before the command: `);
  });

  it('with a command that is not there it ends with 127, with one that is no program with 126, before it connects', async () => {
    const missing = await gearctl(['work', '-s', NOWHERE, 'f', '--', 'no-such-command']);
    expect(missing).toMatchObject({ stdout: '', exit: 127 });
    expect(missing.stderr).toMatch(/^gearctl: cannot find no-such-command: looked in /);
    const path = join(folder, 'no-program');
    writeFileSync(path, 'text');
    const text = await gearctl(['work', '-s', NOWHERE, 'f', '--', path]);
    expect(text).toMatchObject({ stdout: '', exit: 126 });
    expect(text.stderr).toContain(`chmod +x ${path}`);
  });

  it('leaves what is behind -- to the command, flags and another -- too', async () => {
    await queue('words');
    const { exit } = await work([
      '-c',
      '1',
      'words',
      '--',
      'sh',
      '-c',
      'echo "$@" >&2',
      'sh',
      '-s',
      '--json',
      '--',
      'x',
    ]);
    expect(exit).toBe(0);
    await queue('words');
    expect(await logOf(['words', '--', 'sh', '-c', 'echo "$@" >&2', 'sh', '-s', '--json', '--', 'x'])).toContain(
      'words[1] HANDLE: -s --json -- x',
    );
  });

  it('ends with 69 when no server is there and none is to be waited for', async () => {
    const { stderr, exit } = await gearctl(['work', '-s', NOWHERE, '--no-reconnect', 'f', '--', 'cat']);
    expect(exit).toBe(69);
    expect(stderr).toMatch(/\ngearctl: cannot reach any job server\n {2}127\.0\.0\.1:1 {2}connection refused\n/);
  });
});

describe('gearctl work: jobs', () => {
  it('are done by the command, for clients of all kinds', async () => {
    const running = work(['-c', '3', '-j', '2', 'count', '--', 'wc', '-c']);
    const ofC = await runForeignClient('c', gearmand.port, 'count', Buffer.alloc(100_000));
    const ofPerl = await runForeignClient('perl', gearmand.port, 'count', Buffer.alloc(5));
    const ofPhp = await runForeignClient('php', gearmand.port, 'count', Buffer.alloc(1));
    expect([ofC, ofPerl, ofPhp].map(({ stdout }) => String(stdout))).toEqual(['100000\n', '5\n', '1\n']);
    expect(await running).toMatchObject({ stdout: '', exit: 0 });
  });

  it('fail with what the command had to say, and the worker goes on', async () => {
    const running = work(['-c', '2', 'fails', '--', 'sh', '-c', 'echo no such file >&2; exit 2']);
    for (let i = 0; i < 2; i++) {
      const { stdout, stderr, exitCode } = await runForeignClient('c', gearmand.port, 'fails', Buffer.from('x'));
      expect({ stdout: String(stdout), stderr, exitCode }).toEqual({
        ...{ stdout: '', stderr: 'no such file\nexit 2\nJob failed\n', exitCode: 1 },
      });
    }
    expect((await running).exit).toBe(0);
  });

  it('have real pipes, which can be opened by their names', async () => {
    const script = 'cat /dev/stdin > /dev/stdout; echo warned | tee /dev/stderr > /dev/null';
    const running = work(['-c', '1', 'pipes', '--', 'sh', '-c', script]);
    const { stdout } = await runForeignClient('c', gearmand.port, 'pipes', Buffer.from('hello'));
    expect(String(stdout)).toBe('hello');
    expect((await running).stderr).toContain(': warned\n');
  });

  it('run in the directory, with the time-out and with the mode of output that were asked for', async () => {
    const flags = ['--cwd', folder, '-t', '5s', '--stdout', 'lines', '--keep-separator'];
    const running = work(['-c', '1', ...flags, 'where', '--', 'sh', '-c', 'pwd; echo $GEARMAN_JOB_TIMEOUT']);
    const { stdout } = await runForeignClient('c', gearmand.port, 'where', Buffer.from('x'));
    expect(String(stdout)).toBe(`${folder}\n5\n`);
    await running;
  });

  it('are taken by a worker that servers know by its name, a connection for each slot', async () => {
    const worker = startGearctl(['work', '-s', gearmand.address, '-j', '2', '--id', 'web2', 'named', '--', 'cat']);
    const ids = async () => (await askAdmin(gearmand.port, 'workers')).match(/\S+ : named$/gm)?.sort();
    await until(async () => (await ids())?.length === 2);
    expect(await ids()).toEqual(['web2.1 : named', 'web2.2 : named']);
    worker.kill('SIGTERM');
    await until(() => worker.exitCode === 0);
  });
});

describe('gearctl work: the log', () => {
  it('says when it is ready, and how each job ended', async () => {
    await queue('log', 'hello');
    const { stderr } = await work(['-c', '1', 'log', '--', 'cat']);
    expect(stderr).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d ready {2}log ×1 {3}servers ${gearmand.address} ● {3}pid \\d+\\n` +
          '\\d\\d:\\d\\d:\\d\\d ✓ log {2}H:\\S+ {3}\\d\\.\\d\\ds {3}5 B in {2}5 B out\\n$',
      ),
    );
  });

  it('has what commands write to stderr, line by line, without what would steer the terminal', async () => {
    await queue('stderr');
    expect(await logOf(['stderr', '--', 'sh', '-c', "printf 'one\\n\\033[31mtwo\\a' >&2; exit 1"])).toEqual([
      'stderr[1] HANDLE: one',
      'stderr[1] HANDLE: two',
      '✗ stderr  HANDLE   TIME   exit 1   two',
    ]);
  });

  it('is ASCII where the terminal shows no more', async () => {
    await queue('ascii');
    expect(await logOf(['ascii', '--', 'cat'], { LANG: 'C' })).toEqual(['+ ascii  HANDLE   TIME   0 B in  0 B out']);
  });

  it('has colours when asked', async () => {
    await queue('colour');
    const { stderr } = await work(['-c', '1', '--color', 'always', 'colour', '--', 'cat']);
    expect(stderr).toContain('\x1b[32m✓\x1b[39m colour');
  });

  it('is empty with --quiet', async () => {
    await queue('quiet');
    expect(await work(['-c', '1', '-q', 'quiet', '--', 'sh', '-c', 'echo oops >&2; exit 1'])).toEqual({
      ...{ stdout: '', stderr: '', exit: 0 },
    });
  });

  it('is one JSON object per line when asked, each as its schema says', async () => {
    await queue('json', 'hello');
    const script = 'echo oops >&2; kill -SEGV $$';
    const { stderr } = await work(['-c', '1', '--log-format', 'json', 'json', '--', 'sh', '-c', script]);
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['ready', 'start', 'stderr', 'end']);
    expect(events.at(-1)).toMatchObject({ outcome: 'fail', exit_code: null, signal: 'SIGSEGV', bytes_in: 5 });
    for (const event of events) expect(violations(event, workEventSchema)).toEqual([]);
  });
});

describe('gearctl work without a command', () => {
  it('prints the workloads, each with a newline behind it', async () => {
    await queue('print', 'one');
    await queue('print', 'two\n');
    expect(await work(['-c', '2', '-q', 'print'])).toEqual({ stdout: 'one\ntwo\n\n', stderr: '', exit: 0 });
  });

  it('prints a NUL or any delimiter instead', async () => {
    for (let i = 0; i < 3; i++) await queue('delimited', 'one');
    expect((await work(['-c', '1', '-0', 'delimited'])).stdout).toBe('one\0');
    expect((await work(['-c', '1', '-d', ';', 'delimited'])).stdout).toBe('one;');
    expect((await work(['-c', '1', '-d', '\\t', 'delimited'])).stdout).toBe('one\t');
  });

  it('prints a JSON object for each job, of several functions', async () => {
    await queue('first', 'one');
    await queue('second', 'two');
    const { stdout } = await work(['-c', '2', '--jsonl', 'first', 'second', '--']);
    const jobs = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(jobs.map(({ function: name, data }) => `${name} ${data}`).sort()).toEqual(['first one', 'second two']);
  });

  it('ends with 141 when nobody reads any more, and loses no job', async () => {
    await queue('unread', 'hello');
    const worker = startGearctl(['work', '-s', gearmand.address, '-q', 'unread']);
    worker.stdout.destroy();
    await until(() => worker.exitCode !== null);
    expect(worker.exitCode).toBe(141);
    expect((await work(['-c', '1', 'unread'])).stdout).toBe('hello\n');
  });
});
