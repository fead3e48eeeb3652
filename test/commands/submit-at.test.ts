import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobServer, startServer } from '../../src/server/index.js';
import { askAdmin } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { gearctl } from '../support/run-gearctl.js';

let gearmand: Gearmand;
let ours: JobServer;

beforeAll(async () => {
  gearmand = await startGearmand();
  ours = await startServer({ port: 0 });
});

afterAll(async () => {
  await gearmand.stop();
  await ours.close();
});

/** Submits a job to our server, then works the function until it has run; says how long it took from the first to the last. */
async function runTime(args: readonly string[], functionName: string): Promise<{ ms: number; output: string }> {
  const startedAt = Date.now();
  const { stdout, stderr, exit } = await gearctl(['submit', '-s', ours.address, ...args]);
  expect({ stdout, stderr, exit }).toEqual({ stdout: expect.stringMatching(/^(H:.+\n)+$/), stderr: '', exit: 0 });
  const worked = await gearctl(['work', '-s', ours.address, '-q', '-c', '1', functionName]);
  expect(worked.exit).toBe(0);
  return { ms: Date.now() - startedAt, output: worked.stdout };
}

describe('gearctl submit --at and --in', () => {
  it('submits background jobs that run when their time has come, and not before', async () => {
    const { ms, output } = await runTime(['--in', '2s', 'later', 'now is the time'], 'later');
    expect(output).toContain('now is the time');
    // Gearman counts whole seconds.
    expect(ms).toBeGreaterThanOrEqual(1900);
  });

  it('takes the time from JSON Lines, of each job its own', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const input = `{"data":"late","at":"${at}"}\n{"data":"at once"}\n`;
    const run = await gearctl(['submit', '-s', ours.address, '-b', '--input', 'jsonl', 'mixed'], { input });
    expect(run).toMatchObject({ exit: 0, stderr: '' });
    expect(await askAdmin(ours.port, 'status')).toContain('mixed\t2\t0\t0');
    const { stdout } = await gearctl(['work', '-s', ours.address, '-q', '-c', '1', 'mixed']);
    expect(stdout).toContain('at once');
  });

  it('takes lines by the thousand', async () => {
    const input = Array.from({ length: 2000 }, (_, index) => `${index}\n`).join('');
    const run = await gearctl(['submit', '-s', ours.address, '--at', 'tomorrow 9:00', '-l', 'many'], { input });
    expect(run.stdout.trim().split('\n')).toHaveLength(2000);
    expect(await askAdmin(ours.port, 'status')).toContain('many\t2000\t0\t0');
  });

  it('warns once of a gearmand that wakes no worker for them', async () => {
    const args = ['submit', '-s', gearmand.address, '--at', '+1h', 'later', 'a', 'b'];
    const { stdout, stderr, exit } = await gearctl(args);
    expect(exit).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toMatch(
      /^gearctl: gearmand 1\.1\.\S+ at 127\.0\.0\.1:\d+ wakes no worker when a job falls due.*\n$/m,
    );
    expect(await gearctl([...args, '-q'])).toMatchObject({ exit: 0, stderr: '' });
    expect(await gearctl(['submit', '-s', gearmand.address, '-b', 'soon', 'a'])).toMatchObject({ stderr: '' });
  });

  it('shows the time with --dry-run, as --input jsonl takes it', async () => {
    const { stdout } = await gearctl(['submit', '-n', '--at', '2026-12-24T18:00:00Z', 'later', 'x']);
    expect(JSON.parse(stdout)).toMatchObject({ function: 'later', background: true, at: '2026-12-24T18:00:00.000Z' });
  });

  it.each([
    [['--at', 'soon']],
    [['--in', 'soon']],
    [['--at', '18:00', '--in', '1h']],
    [['--at', '18:00', '-p', 'high']],
    [['--in', '1h', '--reducer', 'sum']],
  ])('refuses %j', async (flags) => {
    expect(await gearctl(['submit', ...flags, 'f', 'x'])).toMatchObject({ exit: 64, stdout: '' });
  });
});
