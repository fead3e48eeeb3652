import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusSchema } from '../../src/cli/schemas/status.js';
import { Client } from '../../src/client/index.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl } from '../support/run-gearctl.js';

const UNCOUNTED = { submitted_per_second: null, completed_per_second: null, failed_per_second: null };

const folder = mkdtempSync(join(tmpdir(), 'gearctl-top-'));
let gearmand: Gearmand;
beforeAll(async () => {
  gearmand = await startGearmand();
  const client = new Client({ servers: gearmand.address });
  for (const workload of ['a', 'b', 'c']) await client.background('resize', workload);
  await client.close();
});
afterAll(async () => {
  await gearmand.stop();
  rmSync(folder, { recursive: true });
});

describe('gearctl top where there is no terminal', () => {
  it('prints once how it stands', async () => {
    const { stdout, stderr, exit } = await gearctl(['top', '--once', '-s', gearmand.address]);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect(stdout).toMatch(/3 waiting, 0 running, 0 workers {2}1\/1 servers\n/);
    expect(stdout).toMatch(/^resize +3 +0 +0 /m);
  });

  it('records samples that can be shown again', async () => {
    const file = join(folder, 'samples.jsonl');
    const recorded = await gearctl([
      'top',
      '--jsonl',
      '-c',
      '2',
      '-i',
      '0.5',
      '-s',
      gearmand.address,
      '--record',
      file,
    ]);
    expect(recorded.exit).toBe(0);
    const lines = recorded.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).functions[0])).toMatchObject([
      { name: 'resize', waiting: 3, workers: 0 },
      { name: 'resize', waiting: 3, workers: 0 },
    ]);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    const shown = await gearctl(['top', '--once', '--replay', file]);
    expect(shown.exit).toBe(0);
    expect(shown.stdout).toMatch(/^resize +3 +0 +0 /m);
  });

  it('prints once as the document of status, at the second poll with rates', async () => {
    const document = async (...flags: string[]) => {
      const { stdout, exit } = await gearctl(['top', '--once', '--json', '-s', gearmand.address, ...flags]);
      expect(exit).toBe(0);
      return JSON.parse(stdout);
    };
    const once = await document();
    expect(once.rates).toBeNull();
    expect(once.totals).toMatchObject({ waiting: 3 });
    const later = await document('-i', '0.5');
    expect([once, later].map((each) => violations(each, statusSchema))).toEqual([[], []]);
    expect(later.rates.functions).toEqual([{ name: 'resize', net_per_second: 0, ...UNCOUNTED }]);
  });

  it('prints what is known as one document, an error included', async () => {
    const { stdout, exit } = await gearctl(['top', '--once', '--json', '-s', '127.0.0.1:1']);
    expect(exit).toBe(69);
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.any(Object) });
    expect((await gearctl(['top', '--json', '-s', gearmand.address])).exit).toBe(64);
  });

  it('says that it is a demonstration when it is one', async () => {
    const { stdout, exit } = await gearctl(['top', '--demo', '--once']);
    expect(exit).toBe(0);
    expect(stdout.split('\n')[0]).toContain('demo');
  });

  it.each([
    ['no server answers', ['--once', '-s', '127.0.0.1:1'], 69],
    ['a column is none', ['--demo', '--once', '--sort', 'colour'], 64],
    ['there is no such recording', ['--once', '--replay', '/no/such/file'], 66],
  ])('when %s ends with the code for that', async (_what, argv, code) => {
    const { stderr, exit } = await gearctl(['top', ...argv]);
    expect(exit).toBe(code);
    expect(stderr).toMatch(/^gearctl: /);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('ends with 3 when some servers answer and some do not, and with 65 when a recording is none', async () => {
    expect((await gearctl(['top', '--once', '-s', `${gearmand.address},127.0.0.1:1`])).exit).toBe(3);
    const file = join(folder, 'none.jsonl');
    writeFileSync(file, 'hello\n');
    expect((await gearctl(['top', '--once', '--replay', file])).exit).toBe(65);
  });
});
