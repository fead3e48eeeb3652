import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSharedJournal, readJournal } from '../../src/journal/index.js';
import { until } from '../support/until.js';
import { ENDED_AT_MS, handlesIn, journalFolder, openJournal, workOutcome } from './shared-stage.js';

const DAY_MS = 86_400_000;

describe('A shared journal', () => {
  it('says that its folder cannot be made, and goes on', { timeout: 5000 }, async () => {
    const troubles: unknown[] = [];
    const journal = await openSharedJournal('/proc/no/such/folder', { onTrouble: (error) => troubles.push(error) });
    expect(troubles).toHaveLength(1);
    await journal.close();
  });

  it('keeps all that a worker tells of a job', async () => {
    const folder = journalFolder();
    const { journal, troubles } = await openJournal(folder);
    const told = workOutcome('H:q1:1', {
      functionName: 'größe',
      unique: 'u-1',
      outcome: 'exception',
      exitCode: null,
      signal: 'SIGSEGV',
      message: 'killed by SIGSEGV',
      attempts: 3,
      result: Uint8Array.of(0, 255, 10),
    });
    journal.add(told);
    const kept = { ...told, result: Buffer.from(told.result), truncated: false };
    expect(await readJournal(folder).find({ handle: 'H:q1:1' })).toEqual(kept);
    expect(await readJournal(folder).find({ unique: 'u-1' })).toEqual(kept);
    expect(await readJournal(folder).find({ handle: 'H:q1:2' })).toBeUndefined();
    expect(troubles).toEqual([]);
  });

  it('keeps the first bytes of a large result, and says so', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder, { maxResultBytes: 4 });
    expect(journal.maxResultBytes).toBe(4);
    for (const length of [4, 5]) journal.add(workOutcome(`H:${length}`, { result: Buffer.alloc(length, 'x') }));
    const reader = readJournal(folder);
    expect(await reader.find({ handle: 'H:4' })).toMatchObject({ bytesOut: 4, truncated: false });
    expect(await reader.find({ handle: 'H:5' })).toMatchObject({
      bytesOut: 5,
      truncated: true,
      result: Buffer.from('xxxx'),
    });
  });

  it('gives the last of several outcomes of a handle', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:1', { outcome: 'lost', endedAtMs: ENDED_AT_MS - 10 }));
    journal.add(workOutcome('H:1'));
    const reader = readJournal(folder);
    expect(await reader.find({ handle: 'H:1' })).toMatchObject({ outcome: 'complete' });
  });

  it('lists outcomes, those that came last first, by function, outcome and age', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    for (let number = 0; number < 10; number++) {
      journal.add(
        workOutcome(`H:${number}`, {
          functionName: number % 2 === 0 ? 'even' : 'odd',
          outcome: number % 5 === 0 ? 'fail' : 'complete',
          endedAtMs: ENDED_AT_MS + number,
        }),
      );
    }
    const list = async (query: object) =>
      (await readJournal(folder).latest({ limit: 100, ...query })).map(({ handle }) => handle).join(' ');
    expect(await list({ limit: 3 })).toBe('H:9 H:8 H:7');
    expect(await list({ functionName: 'even' })).toBe('H:8 H:6 H:4 H:2 H:0');
    expect(await list({ outcome: 'fail' })).toBe('H:5 H:0');
    expect(await list({ functionName: 'odd', sinceMs: ENDED_AT_MS + 6 })).toBe('H:9 H:7');
  });

  it('is for its user alone, in one file for each day', async () => {
    const folder = journalFolder();
    let nowMs = ENDED_AT_MS;
    const { journal } = await openJournal(folder, { now: () => nowMs });
    journal.add(workOutcome('H:1'));
    nowMs += DAY_MS;
    journal.add(workOutcome('H:2'));
    // A clock that is set back makes no file that would sort before others.
    nowMs -= DAY_MS;
    journal.add(workOutcome('H:3'));
    expect(readdirSync(folder)).toEqual(['2026-11-23.000001.jsonl', '2026-11-24.000001.jsonl']);
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:2', 'H:3']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '2026-11-23.000001.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('of one process goes on where another one was', async () => {
    const folder = journalFolder();
    for (const handle of ['H:1', 'H:2', 'H:3']) {
      const { journal } = await openJournal(folder);
      journal.add(workOutcome(handle));
      await journal.close();
    }
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:2', 'H:3']);
  });

  it('takes nothing once it is closed', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    await journal.close();
    journal.add(workOutcome('H:1'));
    expect(await handlesIn(folder)).toEqual([]);
  });
});

describe('What a shared journal keeps', () => {
  it('are the last outcomes by number, give or take a file', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder, { retention: { maxOutcomes: 1000 } });
    for (let number = 0; number < 5000; number++) journal.add(workOutcome(`H:${number}`));
    await journal.close();
    const handles = await handlesIn(folder);
    expect(handles.length).toBeGreaterThanOrEqual(1000);
    expect(handles.length).toBeLessThan(1300);
    expect(handles.at(-1)).toBe('H:4999');
    expect(handles[0]).toBe(`H:${5000 - handles.length}`);
  });

  it('are the last outcomes by size', async () => {
    const folder = journalFolder();
    const maxBytes = 1024 * 1024;
    const { journal } = await openJournal(folder, { retention: { maxBytes } });
    for (let number = 0; number < 400; number++) {
      journal.add(workOutcome(`H:${number}`, { result: Buffer.alloc(10_000, 'x') }));
    }
    await journal.close();
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(1.2 * maxBytes);
    expect(bytes).toBeGreaterThan(0.8 * maxBytes);
    expect((await handlesIn(folder)).at(-1)).toBe('H:399');
  });

  it('are outcomes that are not too old, and those in the file that is written to', async () => {
    const folder = journalFolder();
    let nowMs = ENDED_AT_MS;
    const { journal } = await openJournal(folder, { now: () => nowMs, retention: { maxAgeMs: 3 * DAY_MS } });
    for (let day = 0; day < 6; day++, nowMs += DAY_MS) {
      journal.add(workOutcome(`H:${day}`));
      const newest = readdirSync(folder).at(-1) ?? '';
      utimesSync(join(folder, newest), nowMs / 1000, nowMs / 1000);
    }
    journal.add(workOutcome('H:6'));
    await journal.close();
    expect(await handlesIn(folder)).toEqual(['H:3', 'H:4', 'H:5', 'H:6']);
  });
});

describe('Trouble', () => {
  it('is told once, and no outcome fails for it', async () => {
    const folder = journalFolder();
    // A file stands where the folder is to be made.
    const { journal: first } = await openJournal(dirname(folder));
    await first.close();
    writeFileSync(folder, '');
    const { journal, troubles } = await openJournal(folder);
    for (const handle of ['H:1', 'H:2']) journal.add(workOutcome(handle));
    await journal.close();
    expect(troubles).toHaveLength(1);
    expect(troubles[0]?.message).toContain(folder);
  });

  it('that cut an outcome short costs no other one', async () => {
    const folder = journalFolder();
    const { journal, troubles } = await openJournal(folder);
    journal.add(workOutcome('H:1'));
    const [segment = ''] = readdirSync(folder);
    // What a writer leaves that is killed, or finds no room for all of it.
    writeFileSync(join(folder, segment), '\n{"handle":"H:2","function":"f","da', { flag: 'a' });
    journal.add(workOutcome('H:3'));
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:3']);
    expect(troubles).toEqual([]);
  });

  it('ends when it can be written again', async () => {
    const folder = journalFolder();
    const { journal: first } = await openJournal(dirname(folder));
    await first.close();
    writeFileSync(folder, '');
    const { journal, troubles } = await openJournal(folder);
    journal.add(workOutcome('H:1'));
    rmSync(folder);
    journal.add(workOutcome('H:2'));
    expect(await handlesIn(folder)).toEqual(['H:2']);
    expect(troubles).toHaveLength(1);
  });

  it('is not that somebody removes the folder', async () => {
    const folder = journalFolder();
    let nowMs = ENDED_AT_MS;
    const { journal, troubles } = await openJournal(folder, { now: () => nowMs });
    journal.add(workOutcome('H:1'));
    rmSync(folder, { recursive: true });
    nowMs += 1000;
    journal.add(workOutcome('H:2'));
    await until(async () => (await handlesIn(folder)).includes('H:2'));
    expect(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')).not.toContain('H:1');
    expect(troubles).toEqual([]);
  });
});
