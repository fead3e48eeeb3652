import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workersSchema } from '../../src/cli/schemas/workers.js';
import { startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl } from '../support/run-gearctl.js';

const NOBODY = '127.0.0.1:1';

let gearmand: Gearmand;
let workers: ChildProcess[];

beforeAll(async () => {
  gearmand = await startGearmand();
  workers = await Promise.all(['resize', 'mail_send'].map((name) => startForeignWorker('c', gearmand.port, name)));
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker)));
  await gearmand.stop();
});

describe('gearctl workers', () => {
  it('prints a table with a row for each connection that can do something', async () => {
    const { stdout, exit } = await gearctl(['workers', 'resize', '-s', gearmand.address, '-o', 'table']);
    const [head, row, rule, ...foot] = stdout.split('\n');
    expect(head).toMatch(/^SERVER +FD +ADDRESS +CLIENT ID +FUNCTIONS$/);
    expect(row).toMatch(/^127\.0\.0\.1:\d+ +\d+ +127\.0\.0\.1 +- +resize$/);
    expect(rule).toMatch(/^─+$/);
    expect(foot).toEqual(['1 worker', `● ${gearmand.address}`, '']);
    expect(exit).toBe(0);
  });

  it.each([
    { by: 'host', csv: 'host,workers,functions\r\n127.0.0.1,2,mail_send resize\r\n' },
    { by: 'function', csv: 'function,workers,addresses\r\nmail_send,1,127.0.0.1\r\nresize,1,127.0.0.1\r\n' },
    { by: 'id', csv: 'id,workers,functions,addresses\r\n-,2,mail_send resize,127.0.0.1\r\n' },
  ])('counts them by $by', async ({ by, csv }) => {
    expect(await gearctl(['workers', '--by', by, '-s', gearmand.address, '-o', 'csv'])).toEqual({
      stdout: csv,
      stderr: '',
      exit: 0,
    });
  });

  it.each([{ flags: [] }, { flags: ['--by', 'host'] }])(
    'prints JSON as its schema says with $flags',
    async ({ flags }) => {
      const argv = ['workers', '-s', `${gearmand.address},${NOBODY}`, ...flags];
      const [json, lines] = await Promise.all([gearctl([...argv, '--json']), gearctl([...argv, '--jsonl'])]);
      const document = JSON.parse(json.stdout);
      expect(violations(document, workersSchema)).toEqual([]);
      expect(document.workers).toHaveLength(2);
      const definition = flags.length === 0 ? 'worker' : 'group';
      for (const line of lines.stdout.trimEnd().split('\n')) {
        const { type, ...row } = JSON.parse(line);
        expect(type).toBe(definition);
        expect(violations(row, { $ref: `#/$defs/${definition}` }, workersSchema)).toEqual([]);
      }
      expect([json.exit, lines.exit]).toEqual([3, 3]);
    },
  );

  it.each([
    { argv: ['nosuch'], exit: 4, stderr: 'gearctl: no worker can do nosuch\n' },
    { argv: ['nosuch*'], exit: 0, stderr: '' },
    { argv: ['--by', 'moon'], exit: 64, stderr: expect.stringContaining('expected --by=moon to be one of') },
  ])('ends with $exit for $argv, with JSON and without', async ({ argv, exit, stderr }) => {
    const runs = await Promise.all([
      gearctl(['workers', '-s', gearmand.address, ...argv]),
      gearctl(['workers', '-s', gearmand.address, ...argv, '--json']),
    ]);
    expect(runs.map((run) => run.exit)).toEqual([exit, exit]);
    expect(runs[0]?.stderr).toEqual(stderr);
  });

  it('ends with 69 when no server answers', async () => {
    expect((await gearctl(['workers', '-s', NOBODY])).exit).toBe(69);
  });
});
