/** libgearman's command-line tools against this server: what they print is what they print with gearmand. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin, runForeignClient, stopProcess } from '../support/foreign-peers.js';
import { until } from '../support/until.js';
import { type RunningServer, SERVER_NAMES, SERVERS } from './both-servers.js';

const WORKERS: readonly (readonly string[])[] = [
  ['cat', 'cat'],
  ['upper', '--', 'tr', 'a-z', 'A-Z'],
  ['lines', '-n', 'cat'],
  ['stripped', '-N', 'cat'],
  ['fail', 'false'],
];

let servers: RunningServer[];
let workers: ChildProcess[];

beforeAll(async () => {
  servers = await Promise.all(SERVER_NAMES.map((name) => SERVERS[name]()));
  workers = servers.flatMap(({ port }) =>
    WORKERS.map((args) => spawn('gearman', [...at(port), '-w', '-f', ...args], { stdio: 'ignore' })),
  );
  for (const { port } of servers) {
    await until(async () => (await askAdmin(port, 'status')).match(/\t1$/gm)?.length === WORKERS.length);
  }
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker)));
  await Promise.all(servers.map((server) => server.stop()));
});

const at = (port: number) => ['-h', '127.0.0.1', '-p', `${port}`];

interface Run {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

/** Runs a tool to its end; what differs between two servers that do the same is made alike in what it printed. */
async function run(program: string, port: number, args: readonly string[], input = ''): Promise<Run> {
  const child = spawn(program, [...at(port), ...args], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout: comparable(stdout), stderr: comparable(stderr), exitCode };
}

function comparable(output: string): string {
  const lines = output
    .replace(/H:[\w.-]+:\d+/g, 'HANDLE')
    .replace(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/gm, 'UUID')
    .replace(/pid\(\d+\)/g, 'pid')
    .replace(/^\d+ 127\.0\.0\.1/gm, 'N 127.0.0.1')
    .split('\n');
  // gearmand lists functions and workers in the order of a hash table and of its threads.
  const end = lines.indexOf('.');
  return [...lines.slice(0, Math.max(0, end)).sort(), ...lines.slice(Math.max(0, end))].join('\n');
}

const gearman = (port: number, args: readonly string[], input?: string) => run('gearman', port, args, input);

/** Does the same with both servers, and gives the outcome once it is the same. */
async function alike<T>(use: (port: number) => Promise<T>): Promise<T> {
  const [ours, theirs] = (await Promise.all(servers.map(({ port }) => use(port)))) as [T, T];
  expect(ours).toEqual(theirs);
  return ours;
}

describe('gearman as a client', () => {
  it.each<[args: string, input: string, stdout: string]>([
    ['-f cat', 'one\ntwo\n', 'one\ntwo\n'],
    ['-f cat', '', ''],
    ['-f upper -P', 'word\n', 'upper: WORD\n'],
    ['-f upper -n', 'one\ntwo\n', 'ONE\nTWO\n'],
    ['-f upper -N', 'one\ntwo\n', 'ONETWO'],
    ['-f upper -s', 'not read', ''],
    ['-f upper -u key', 'word', 'WORD'],
    ['-f upper -I', 'word', 'WORD'],
    ['-f upper -L', 'word', 'WORD'],
    ['-f upper one two', '', 'ONETWO'],
    ['-f lines', 'one\n', 'one\n'],
    ['-f stripped', 'one\n', 'one'],
  ])('%s: gets the result', async (args, input, stdout) => {
    const outcome = await alike((port) => gearman(port, args.split(' '), input));
    expect(outcome).toMatchObject({ stdout, exitCode: 0 });
  });

  it('gets the results of several functions, in any order', async () => {
    const outcome = await alike(async (port) => {
      const { stdout, ...rest } = await gearman(port, ['-f', 'cat', '-f', 'upper', '-P'], 'word\n');
      return { lines: stdout.split('\n').sort(), ...rest };
    });
    expect(outcome).toMatchObject({ lines: ['', 'cat: word', 'upper: WORD'], exitCode: 0 });
  });

  it('fails when its job fails', async () => {
    expect(await alike((port) => gearman(port, ['-f', 'fail'], 'x'))).toMatchObject({ exitCode: 1 });
  });

  it('gives up when nobody does its job', async () => {
    const outcome = await alike((port) => gearman(port, ['-f', 'nobody', '-t', '100'], 'x'));
    expect(outcome.stderr).toContain('timeout');
  });

  it.each([
    ['-b', '0\t1\t0\t0'],
    ['-b -I', '1\t0\t0\t0'],
    ['-b -L', '0\t0\t1\t0'],
    ['-b -u key', '0\t1\t0\t0'],
    ['-b -n', '0\t1\t0\t0'],
  ])('%s: leaves its job behind', async (args, jobs) => {
    const functionName = `behind${args.replace(/ /g, '')}`;
    const outcome = await alike((port) => gearman(port, [...args.split(' '), '-v', '-f', functionName], 'x\n'));
    expect(outcome).toMatchObject({ stdout: expect.stringContaining('Task created: HANDLE'), exitCode: 0 });
    for (const { port } of servers) {
      expect(await askAdmin(port, 'prioritystatus')).toContain(`${functionName}\t${jobs}\n`);
    }
  });
});

describe('gearman as a worker', () => {
  it('-c: ends after so many jobs, whose workloads it prints', async () => {
    const outcome = await alike(async (port) => {
      for (const workload of ['one', 'two', 'three']) await gearman(port, ['-b', '-f', 'counted'], workload);
      return await gearman(port, ['-w', '-c', '2', '-f', 'counted']);
    });
    expect(outcome).toMatchObject({ stdout: 'onetwo', exitCode: 0 });
    for (const { port } of servers) expect(await askAdmin(port, 'status')).toContain('counted\t1\t0\t0\n');
  });

  it('serves several functions', async () => {
    const outcome = await alike(async (port) => {
      for (const name of ['first', 'second']) await gearman(port, ['-b', '-f', name], name);
      return await gearman(port, ['-w', '-c', '2', '-f', 'first', '-f', 'second']);
    });
    expect(outcome.stdout).toMatch(/^(firstsecond|secondfirst)$/);
  });
});

describe('gearadmin', () => {
  const gearadmin = (port: number, ...args: string[]) => run('gearadmin', port, args);

  it.each([
    '--create-function=made',
    '--status',
    '--priority-status',
    '--show-jobs',
    '--show-unique-jobs',
    '--workers',
    '--server-verbose',
    '--drop-function=made',
    '--drop-function=cat',
    '--drop-function=never',
    '--cancel-job=H:nobody:1',
    '--server-verbose --status',
    '--create-function=made --status',
    '--drop-function=made --status',
  ])('%s: prints what it prints with gearmand', async (args) => {
    const outcome = await alike((port) => gearadmin(port, ...args.split(' ')));
    expect(outcome.stdout + outcome.stderr).not.toBe('');
  });

  it('--cancel-job: ends a job that waits', async () => {
    await alike(async (port) => {
      const { stdout } = await runForeignClient('c', port, 'cancelled', Buffer.from('x'), 'background');
      const created = /H:\S+/.exec(stdout.toString())?.[0];
      return await gearadmin(port, `--cancel-job=${created}`);
    });
  });

  it('--server-version, --getpid: tell the server apart', async () => {
    const [{ port }] = servers as [RunningServer];
    expect((await gearadmin(port, '--server-version')).stdout).toMatch(/^gearctl-\d+\.\d+\.\d+/);
    expect((await gearadmin(port, '--getpid')).stdout).toBe(`${process.pid}\n`);
  });
});
