import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CrashServer, runCrashCycles } from '../support/crash-cycles.js';
import { startGearctl } from '../support/run-gearctl.js';

const CYCLES = Number(process.env.GEARCTL_CRASH_CYCLES ?? 10);
const DEADLINE_MS = 30_000 + CYCLES * 5000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gearctl-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function start(): Promise<CrashServer> {
  const child = startGearctl(['serve', '--listen', '127.0.0.1:0', '--store', join(directory, 'jobs.db')]);
  const closed = once(child, 'close');
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const line = await Promise.race([once(child.stdout, 'data'), closed]);
  const port = Number(/:(\d+)\n/.exec(`${line}`)?.[1]);
  if (!(port > 0)) throw new Error(`the server did not start: ${Buffer.concat(said)}`);
  const stop = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return { port, stop };
}

it(
  `accounts for every acknowledged job when it is killed under load ${CYCLES} times`,
  async () => {
    const ledger = await runCrashCycles({ cycles: CYCLES, start });
    expect(ledger.violations).toEqual([]);
    expect(ledger.jobs('queued')).toEqual([]);
    expect(ledger.counts.completed).toBeGreaterThan(CYCLES);
  },
  DEADLINE_MS,
);
