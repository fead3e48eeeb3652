import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../src/cli/schemas/json-schema.js';
import { statusSchema } from '../../src/cli/schemas/status.js';
import { runForeignClient, startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl, startGearctl } from '../support/run-gearctl.js';

const NOBODY = '127.0.0.1:1';

let q1: Gearmand;
let q2: Gearmand;
let worker: ChildProcess;
let both: string;

beforeAll(async () => {
  [q1, q2] = await Promise.all([startGearmand(), startGearmand()]);
  both = `${q1.address},${q2.address}`;
  await runForeignClient('c', q1.port, 'webhook', Buffer.from('x'), 'background');
  await runForeignClient('c', q2.port, 'webhook', Buffer.from('y'), 'background');
  worker = await startForeignWorker('c', q2.port, 'resize');
});

afterAll(async () => {
  await stopProcess(worker);
  await Promise.all([q1.stop(), q2.stop()]);
});

describe('gearctl status', () => {
  it('prints the columns of gearadmin where it is piped', async () => {
    expect(await gearctl(['status', '-s', both])).toEqual({
      stdout: 'webhook\t2\t0\t0\nresize\t0\t0\t1\n',
      stderr: '',
      exit: 0,
    });
  });

  it('prints a table, in which jobs without a worker stand out', async () => {
    const { stdout } = await gearctl(['status', '-s', both, '-o', 'table', '--by-priority']);
    expect(stdout.split('\n')).toEqual([
      'FUNCTION     WAITING  RUNNING  WORKERS  HIGH  NORMAL  LOW',
      'webhook  !         2        0        0     0       2    0  no worker',
      'resize             0        0        1     0       0    0',
      '─'.repeat(68),
      '2 functions        2        0        1',
      `● ${q1.address}   ● ${q2.address}`,
      '',
    ]);
  });

  it('prints a row for each server that has the function', async () => {
    const { stdout } = await gearctl(['status', '-s', both, '--by-server', '--sort', 'server', '-o', 'csv']);
    expect(stdout.split('\r\n').slice(1, -1).sort()).toEqual(
      [
        `resize,0,0,0,1,0,0,0,${q2.address}`,
        `webhook,1,1,0,0,0,1,0,${q1.address}`,
        `webhook,1,1,0,0,0,1,0,${q2.address}`,
      ].sort(),
    );
  });

  it('prints a document that is as its schema says, with the servers that are down', async () => {
    const { stdout, exit } = await gearctl(['status', '-s', `${both},${NOBODY}`, '--json']);
    const document = JSON.parse(stdout);
    expect(violations(document, statusSchema)).toEqual([]);
    expect(Object.keys(document)[0]).toBe('schema');
    expect(document).toMatchObject({
      servers: [{ ok: true }, { ok: true }, { server: NOBODY, ok: false, error: 'ECONNREFUSED' }],
      functions: [
        { name: 'resize', workers: 1 },
        { name: 'webhook', waiting: 2, by_server: { [q1.address]: { waiting: 1 }, [q2.address]: { waiting: 1 } } },
      ],
      totals: { total: 2, running: 0, waiting: 2, workers: 1 },
    });
    expect(exit).toBe(3);
  });

  it('prints lines of JSON that are as its schema says', async () => {
    const { stdout } = await gearctl(['status', '-s', both, '--jsonl']);
    const lines = stdout.trimEnd().split('\n');
    const schema: JsonSchema = { $ref: '#/$defs/function' };
    for (const line of lines) {
      const { type, ...row } = JSON.parse(line);
      expect(line.startsWith('{"type":"function",')).toBe(true);
      expect(type).toBe('function');
      expect(violations(row, schema, statusSchema)).toEqual([]);
    }
    expect(lines).toHaveLength(2);
  });

  it('says which servers are down where the output does not', async () => {
    expect(await gearctl(['status', '-s', `${q2.address},${NOBODY}`])).toEqual({
      stdout: 'webhook\t1\t0\t0\nresize\t0\t0\t1\n',
      stderr: `gearctl: 1 of 2 servers did not answer\n  ${NOBODY}  connection refused\n`,
      exit: 3,
    });
  });

  it.each([
    { flags: [], exit: 0 },
    { flags: ['nosuch'], exit: 4 },
    { flags: ['nosuch*'], exit: 0 },
    { flags: ['--fail-if', 'waiting > 1'], exit: 5 },
    { flags: ['--fail-if', 'waiting > 2'], exit: 0 },
    { flags: ['--until', 'webhook.waiting == 2'], exit: 0 },
    { flags: ['--until', 'waiting == 0', '-t', '200ms', '-i', '100ms'], exit: 124 },
    { flags: ['--until', 'waiting = 0'], exit: 64 },
    { flags: ['--columns', 'nosuch'], exit: 64 },
    { flags: ['-s', NOBODY], exit: 3 },
  ])('ends with $exit for $flags, with JSON and without', async ({ flags, exit }) => {
    const runs = await Promise.all(
      [[], ['--json'], ['--jsonl']].map((json) => gearctl(['status', '-s', both, ...flags, ...json])),
    );
    expect(runs.map((run) => run.exit)).toEqual([exit, exit, exit]);
  });

  it('ends with 69 and says how it tried when no server answers', async () => {
    const { stdout, stderr, exit } = await gearctl(['status', '-s', NOBODY, '--json']);
    expect(exit).toBe(69);
    expect(stderr).toBe(
      `gearctl: cannot reach any job server\n  ${NOBODY}  connection refused\n` +
        `  Try: gearctl server ping -s ${NOBODY} · gearctl serve (starts one here)\n`,
    );
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'NO_SERVER',
      exit: 69,
      servers: [{ server: NOBODY, errno: 'ECONNREFUSED' }],
    });
  });

  it('says once that it waits for servers that do not answer', async () => {
    const argv = ['status', '-s', NOBODY, '--until', 'waiting == 0', '-i', '100ms', '-t', '500ms'];
    expect(await gearctl(argv)).toEqual({
      stdout: '',
      stderr:
        `gearctl: 1 of 1 servers do not answer yet\n  ${NOBODY}  connection refused\n` +
        "gearctl: 'waiting == 0' did not come true within 500ms\n",
      exit: 124,
    });
  });

  it('takes servers and format from the environment', async () => {
    const env = { GEARCTL_SERVERS: both, GEARCTL_OUTPUT: 'tsv' };
    const { stdout } = await gearctl(['status', '--columns', 'function,waiting'], { env });
    expect(stdout).toBe('function\twaiting\nwebhook\t2\nresize\t0\n');
  });

  it('shows the hostile name of a function without obeying it', async () => {
    const gearmand = await startGearmand();
    try {
      await runForeignClient('c', gearmand.port, '\x1b[31m\u202ex', Buffer.from('x'), 'background');
      for (const format of ['plain', 'table', 'csv', 'tsv']) {
        const { stdout } = await gearctl(['status', '-s', gearmand.address, '-o', format, '--no-header']);
        expect(stdout).toContain('\\x1b[31m\\u202ex');
        expect(stdout).not.toMatch(/[^\P{Cc}\n\r\t]|\u202e/u);
      }
      const { stdout } = await gearctl(['status', '-s', gearmand.address, '--json']);
      expect(JSON.parse(stdout).functions[0].name).toBe('\x1b[31m\u202ex');
    } finally {
      await gearmand.stop();
    }
  });
});

describe('gearctl status --watch', () => {
  it('appends a line for each function in each round, with its time', async () => {
    const child = startGearctl(['status', '-s', both, '-w', '-i', '100ms', '--jsonl']);
    const lines: { time: string; name: string }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line));
      if (lines.length === 4) child.kill('SIGINT');
    }
    const [status] = await once(child, 'close');
    expect(status).toBe(130);
    expect(lines.slice(0, 4).map(({ name }) => name)).toEqual(['webhook', 'resize', 'webhook', 'resize']);
    expect(new Set(lines.slice(0, 4).map(({ time }) => time)).size).toBe(2);
  });

  it('ends silently with 143 when it is terminated, and with 141 when nobody reads on', async () => {
    const ends = [
      (child: ReturnType<typeof startGearctl>) => child.kill('SIGTERM'),
      (child: ReturnType<typeof startGearctl>) => child.stdout.destroy(),
    ];
    const exits = ends.map(async (end) => {
      const child = startGearctl(['status', '-s', both, '-w', '-i', '100ms']);
      child.stdout.once('data', () => end(child));
      const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
      return { stderr, status };
    });
    expect(await Promise.all(exits)).toEqual([
      { stderr: '', status: 143 },
      { stderr: '', status: 141 },
    ]);
  });

  it('goes on while no server answers, and shows the one that comes back', async () => {
    const gearmand = await startGearmand();
    const child = startGearctl(['status', '-s', gearmand.address, '-w', '-i', '100ms', '--json']);
    let away = false;
    const seen: boolean[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const up: boolean = JSON.parse(line).servers[0].ok;
      if (seen.at(-1) !== up) seen.push(up);
      if (up && !away) {
        away = true;
        await gearmand.stop();
      } else if (!up) {
        child.kill('SIGINT');
      }
    }
    await once(child, 'close');
    expect(seen).toEqual([true, false]);
  });

  it('redraws a coloured table in place on a terminal, and leaves the last one there', async () => {
    const command = `stty cols 80 rows 24; exec ${process.execPath} bin/gearctl.js status -s ${both} -w -i 100ms`;
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', TERM: 'xterm' };
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let shown = '';
    terminal.stdout.on('data', (chunk: Buffer) => {
      const framesBefore = shown.split('FUNCTION').length;
      shown += chunk;
      if (framesBefore < 4 && shown.split('FUNCTION').length >= 4) terminal.stdin.write('\x03');
    });
    const [status] = await once(terminal, 'close');
    expect(status).toBe(130);
    const frames = shown.split('\r\x1b[7A');
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(frames[1]).toContain('\x1b[31mwebhook  !\x1b[39m');
  });
});
