import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCrashCycles } from './crash-cycles.js';
import { startGearmand } from './gearmand.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gearctl-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const start = () => startGearmand(['-q', 'libsqlite3', '--libsqlite3-db', join(directory, 'queue.db')]);
const events = () => 100;

// gearmand's rows have the function and the unique as their key.
describe('the crash cycles', () => {
  it('find nothing wrong with gearmand as long as every job has a unique', async () => {
    const ledger = await runCrashCycles({ cycles: 2, start, uniqueShare: 1, events });
    expect(ledger.violations).toEqual([]);
    expect(ledger.jobs('queued')).toEqual([]);
  }, 60_000);
});
