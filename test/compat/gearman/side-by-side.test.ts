import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';

const PROGRAMS = { theirs: ['/usr/bin/gearman'], ours: [process.execPath, resolve('bin/gearman.js')] } as const;

const PORT = '{PORT}';

/** A command line; what it reads from stdin; and its environment. `{PORT}` stands for the server's. */
type Example = readonly [args: readonly string[], stdin?: string, env?: Readonly<Record<string, string>>];

/** How it is used, and what it says of that. */
const USAGE: readonly Example[] = [
  [[]],
  [['-H']],
  [['-H', '-f', 'x']],
  [['-f', 'x', '-H', '-Z']],
  [['-Hf', 'x']],
  [['-nNvbwHfx']],
  [['-f', 'x', '--H']],
  [['--help']],
  [['--foo', '-f', 'x']],
  [['-:', '-f', 'x']],
  [['-?', '-f', 'x']],
  [['-f']],
  [['-f', 'x', '-c']],
  [['-f', 'x', 'data', '-Z']],
  [['-w', '-f', 'x', 'wc', '-l']],
  [['-f', '', '-H']],
];

const LOCAL = ['-h', '127.0.0.1', '-p', PORT];

/** Jobs in the background, whose handles show that they were accepted. */
const BACKGROUND: readonly Example[] = [
  [[...LOCAL, '-bvfq', 'x', 'y']],
  [[...LOCAL, 'x', '-bv', '-fq', 'y', '--', '-b']],
  [[...LOCAL, '-bv', '-fq', 'x', '-n'], 'line\n', { POSIXLY_CORRECT: '' }],
  [[...LOCAL, '-bvfq', '-'], 'unread'],
  [[...LOCAL, '-bvfq'], 'whole\ninput'],
  [[...LOCAL, '-bvnfq'], 'a\nb'],
  [[...LOCAL, '-bvNfq'], 'a\nb\n'],
  [[...LOCAL, '-bvsfq'], 'unread'],
  [[...LOCAL, '-bvsnfq'], 'unread'],
  [[...LOCAL, '-bv', '-fq', '-fq', '-fr', 'x', 'y']],
  [[...LOCAL, '-bv', '-u', 'key', '-fq', 'x', 'y']],
  [[...LOCAL, '-bv', '-u', '#', '-fq', 'x', 'x', 'y']],
  [[...LOCAL, '-bv', '-u', '-', '-fq', 'x', 'x', 'y']],
  [[...LOCAL, '-bv', '-u', 'k'.repeat(64), '-fq', 'x']],
  [[...LOCAL, '-bv', '-u', 'k'.repeat(65), '-fq', 'x', 'y']],
  [[...LOCAL, '-bv', '-f', 'g'.repeat(512), 'x']],
  [[...LOCAL, '-bv', '-f', 'g'.repeat(513), '-fq', 'x']],
  [[...LOCAL, '-bv', '-f', '', '-fq', 'x']],
  [[...LOCAL, '-bvfq', 'x', '-p', ` ${PORT}junk`]],
  [[...LOCAL, '-bvfq', 'x', '-p', `+${PORT}`]],
  [[...LOCAL, '-bvfq', 'x', '-p', '0x10']],
  [[...LOCAL, '-bvfq', 'x', '-p', '99999999999999999999']],
  [[...LOCAL, '-bvfq', 'x', '-t', '4294967296000']],
  [[...LOCAL, '-bvfq', 'x', '-h', '']],
  [[...LOCAL, '-bvfq', 'x', '-h', ' ']],
  [[...LOCAL, '-bvfq', 'x', '-h', '127.1']],
  [[...LOCAL, '-bvfq', 'x', '-h', '0x7f000001']],
  [[...LOCAL, '-bvfq', 'x', '-h', '::1']],
  [[...LOCAL, '-bvfq', 'x', '-h', '[::1]']],
  [[...LOCAL, '-bvfq', 'x', '-h', `127.0.0.1:${PORT}`]],
  [[...LOCAL, '-bvfq', 'x', '-h', 'nosuch.invalid']],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `127.0.0.1:${PORT}` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `127.0.0.1:${PORT},127.0.0.1:1` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `127.0.0.1:${PORT}junk` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: 'nosuch.invalid' }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `:${PORT}` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `127.0.0.1:${PORT}:3` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `127.0.0.1:${PORT};127.0.0.1:1` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: ` 127.0.0.1:${PORT}` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `tcp://127.0.0.1:${PORT}` }],
  [['-bvfq', 'x'], '', { GEARMAN_SERVER: `[::1]:${PORT}` }],
  [['-h', '127.0.0.1', '-p', '1', '-bvfq', 'x'], '', { GEARMAN_SERVERS: `127.0.0.1:${PORT}` }],
];

/** Jobs whose results are written. */
const FOREGROUND: readonly Example[] = [
  [[...LOCAL, '-fcat', 'a', 'b']],
  [[...LOCAL, '-fcat'], ''],
  [[...LOCAL, '-fcat'], '\0\n'],
  [[...LOCAL, '-Pvfcat', 'a\n', 'b']],
  [[...LOCAL, '-vfcat', 'a\n', 'b\n']],
  [[...LOCAL, '-nvfcat'], '1\n2\n3'],
  [[...LOCAL, '-PNfcat'], '1\n2\n'],
  [[...LOCAL, '-ffail', 'a', 'b']],
  [[...LOCAL, '-Pffail', 'a']],
  [[...LOCAL, '-fcat', '-ffail', 'a']],
  [[...LOCAL, '-fcat', '-fcat', 'a']],
  [[...LOCAL, '-t', '5000', '-fcat', 'a']],
  [[...LOCAL, '-t', '-1', '-fcat', 'a']],
  [[...LOCAL, '-t', 'junk', '-fcat', 'a']],
  [[...LOCAL, '-t', '200', '-fnobody', 'a', 'b']],
  [[...LOCAL, '-p', '1', '-fcat', '-ffail', 'a', 'b']],
  [[...LOCAL, '-p', '1', '-nfcat'], '1\n2\n'],
  [[...LOCAL, '-p', '1', '-nfcat'], ''],
  [[...LOCAL, '-i', '', '-fcat', 'a']],
];

/** What they write to one pipe, messages among it. */
const MIXED: readonly Example[] = [
  [[...LOCAL, '-vfcat', '-f', '', 'a', 'b']],
  [[...LOCAL, '-vnfcat', '-f', ''], '1\n2\n'],
  [[...LOCAL, '-bvfq', '-f', '', 'x']],
  [[...LOCAL, '-Pvffail', 'a', 'b']],
];

/** Workers that end by themselves. */
const WORKERS: readonly Example[] = [
  [[...LOCAL, '-w', '-c', '1', '-t', '100', '-fw', '--', 'cat']],
  [[...LOCAL, '-w', '-c', '2', '-t', '0', '-fw']],
  [[...LOCAL, '-w', '-c', '2', '-p', '1', '-fw', '--', 'cat']],
  [[...LOCAL, '-w', '-c', '1', '-f', '', '--', 'cat']],
  [[...LOCAL, '-w', '-c', '1', '-f', 'g'.repeat(513), '--', 'cat']],
  [[...LOCAL, '-w', '-h', 'nosuch.invalid', '-fw']],
  [['-w', '-c', '1', '-fw'], '', { GEARMAN_SERVER: 'nosuch.invalid' }],
];

/** What became of a program: of what it says on stderr, which nobody is to read, the number of lines. */
interface Outcome {
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly complaints: number;
}

const named = ([args, stdin = '', env = {}]: Example) => ({ args, stdin, env });

const DEADLINE_MS = 15_000;

describe('beside the gearman of Debian', () => {
  let gearmand: Gearmand;
  let workers: ChildProcess[];

  beforeAll(async () => {
    gearmand = await startGearmand();
    workers = [
      ['-fcat', '--', 'cat'],
      ['-ffail', '--', 'sh', '-c', 'cat; exit 3'],
    ].map((args) => {
      const [program] = PROGRAMS.theirs;
      return spawn(program, filled([...LOCAL, '-w', ...args]), { stdio: 'ignore' });
    });
    await until(async () => (await run('theirs', [...LOCAL, '-ffail', 'x'])).status === 1);
  });

  afterAll(async () => {
    for (const worker of workers) {
      worker.kill();
      await once(worker, 'exit');
    }
    await gearmand.stop();
  });

  function filled(words: readonly string[]): string[] {
    return words.map((word) => word.replaceAll(PORT, `${gearmand.port}`));
  }

  async function run(
    whose: keyof typeof PROGRAMS,
    args: readonly string[],
    stdin = '',
    env = {},
    before: readonly string[] = [],
  ): Promise<Outcome> {
    const [command = '', ...script] = [...before, ...PROGRAMS[whose]];
    const variables = Object.entries<string>(env).map(([name, value]) => [name, ...filled([value])]);
    const child = spawn(command, [...script, ...filled(args)], {
      env: { PATH: process.env.PATH, LC_ALL: 'C', GEARMAN_LEGACY_EXIT: '1', ...Object.fromEntries(variables) },
      stdio: 'pipe',
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    // It need not read what it is given.
    child.stdin.on('error', () => undefined).end(stdin);
    const [stdout, stderr, [status, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    const comparable = stdout
      .replaceAll(PROGRAMS[whose].at(-1) ?? '', 'gearman')
      .replaceAll(/(Task created: H):.*/g, '$1')
      .replaceAll(/(gearman: \S+) : .*/g, '$1');
    return { status: status ?? signal, stdout: comparable, complaints: stderr.split('\n').length - 1 };
  }

  it.each([...USAGE, ...BACKGROUND, ...FOREGROUND, ...WORKERS].map(named))(
    '$args $stdin $env',
    async ({ args, stdin, env }) => {
      expect(await run('ours', args, stdin, env)).toEqual(await run('theirs', args, stdin, env));
    },
  );
  it.each(MIXED.map(named))('$args $stdin 2>&1', async ({ args, stdin, env }) => {
    const mixed = ['sh', '-c', 'exec "$@" 2>&1', 'sh'];
    expect(await run('ours', args, stdin, env, mixed)).toEqual(await run('theirs', args, stdin, env, mixed));
  });
});
