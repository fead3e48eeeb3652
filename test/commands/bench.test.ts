import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchSchema } from '../../src/cli/schemas/bench.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl, startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';

let gearmand: Gearmand;
beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

const bench = (...argv: string[]) => gearctl(['bench', ...argv, '-s', gearmand.address]);
const functions = async () => (await gearctl(['status', '-s', gearmand.address])).stdout;

describe('gearctl bench', () => {
  it('tells the rate, the latencies and how they are spread', async () => {
    const { stdout, exit } = await bench('submit', '-c', '2000', '--size', '100');
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^submit: background jobs accepted, by 127\.0\.0\.1:\d+ \(1\.\d.*\)\n/);
    expect(stdout).toMatch(/\n {2}2 000 in \d\.\d\d s, 1 024 at once, 100 bytes each\n/);
    expect(stdout).toMatch(
      /\n {2}rate {5}[\d ]+\/s {3}[\d.]+ MiB\/s\n {2}latency {2}p50 .* ms {3}p90 .* {3}p99 .* {3}max /,
    );
    expect(stdout).toMatch(/\n {2}≤ +[\d.]+ ms +[\d ]+ +[\d.]+% {2}█/);
    expect(await functions()).toBe('');
  });

  it('draws in ASCII where nothing else can be shown', async () => {
    const { stdout } = await gearctl(['bench', 'echo', '-c', '100', '-s', gearmand.address], { env: { LANG: 'C' } });
    expect(stdout).toMatch(/ <= .*% {2}#+\n/);
    expect(stdout).toMatch(/^[\n -~]+$/);
  });

  it('prints a document of its schema', async () => {
    const { stdout, exit } = await bench('roundtrip', '-c', '50', '-j', '4', '--json');
    const document = JSON.parse(stdout);
    expect({ exit, violations: violations(document, benchSchema) }).toEqual({ exit: 0, violations: [] });
    expect(document).toMatchObject({ load: 'roundtrip', operations: 50, failed: 0, at_once: 4, size_bytes: 1024 });
  });

  it('prints a line for each second and one for the result, and the same seconds as CSV', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
    try {
      const file = join(folder, 'run.csv');
      const { stdout } = await bench('echo', '--rate', '20', '-c', '30', '--jsonl', '--csv', file);
      const lines = stdout.trimEnd().split('\n');
      const objects = lines.map((line) => JSON.parse(line));
      expect(objects.map(({ type }) => type)).toEqual(['sample', 'sample', 'result']);
      const [heading, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
      expect(heading).toBe('second,operations,failed,per_second,p50_ms,p90_ms,p99_ms,max_ms');
      expect(rows.map((row) => Number(row.split(',')[1]))).toEqual(objects.slice(0, 2).map((o) => o.operations));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes its jobs out of the server after ^C, and tells what it has measured', async () => {
    const child = startGearctl([
      'bench',
      'submit',
      '-c',
      '1000000',
      '--rate',
      '5000',
      '--json',
      '-s',
      gearmand.address,
    ]);
    const output = text(child.stdout);
    await until(async () => /gearctl-bench-\w+\t[1-9]/.test(await functions()));
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(status).toBe(130);
    expect(JSON.parse(await output).operations).toBeGreaterThan(0);
    expect(await functions()).toBe('');
  });

  it('refuses a server that is not on this machine, unless told that it may be', async () => {
    const refused = await gearctl(['bench', 'echo', '-s', 'q1.invalid']);
    expect(refused).toMatchObject({ stdout: '', exit: 64 });
    expect(refused.stderr).toContain('Try: add -y');
    expect((await gearctl(['bench', 'echo', '-y', '-s', 'q1.invalid'])).exit).toBe(69);
  });

  it.each([
    { argv: [], exit: 64 },
    { argv: ['frobnicate'], exit: 64 },
    { argv: ['echo', '--rate', 'x'], exit: 64 },
    { argv: ['work', '-c', '100000000'], exit: 64 },
    { argv: ['echo', '-s', '127.0.0.1:1'], exit: 69 },
    { argv: ['echo', '--csv', '/nowhere/run.csv'], exit: 74 },
  ])('ends with $exit for $argv', async ({ argv, exit }) => {
    expect((await gearctl(['bench', ...argv])).exit).toBe(exit);
  });
});
