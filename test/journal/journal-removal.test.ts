import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeOutcomes } from '../../src/journal/index.js';
import { ENDED_AT_MS, handlesIn, journalFolder, openJournal, workOutcome } from './shared-stage.js';

const NOW = { dryRun: false, nowMs: ENDED_AT_MS };

describe('Outcomes that are removed', () => {
  it('are gone from the files, and no others', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    for (const handle of ['H:1', 'H:2', 'H:3'])
      journal.add(workOutcome(handle, { result: Buffer.from(`of ${handle}`) }));
    const removed = await removeOutcomes(folder, ({ handle }) => handle === 'H:2', NOW);
    expect(removed.map(({ handle }) => handle)).toEqual(['H:2']);
    journal.add(workOutcome('H:4'));
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:3', 'H:4']);
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('H:2');
  });

  it('take their file with them once nobody writes to it', async () => {
    const folder = journalFolder();
    let nowMs = ENDED_AT_MS;
    const { journal } = await openJournal(folder, { now: () => nowMs });
    journal.add(workOutcome('H:1'));
    nowMs += 86_400_000;
    journal.add(workOutcome('H:2'));
    for (const file of readdirSync(folder)) utimesSync(join(folder, file), ENDED_AT_MS / 1000, ENDED_AT_MS / 1000);
    await removeOutcomes(folder, () => true, { dryRun: false, nowMs });
    expect(readdirSync(folder)).toEqual(['2026-11-24.000001.jsonl']);
    journal.add(workOutcome('H:3'));
    expect(await handlesIn(folder)).toEqual(['H:3']);
  });

  it('are only told of when it is a trial', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:1'));
    expect(await removeOutcomes(folder, () => true, { ...NOW, dryRun: true })).toHaveLength(1);
    expect(await handlesIn(folder)).toEqual(['H:1']);
  });

  it('are none where there is no journal', async () => {
    expect(await removeOutcomes(journalFolder(), () => true, NOW)).toEqual([]);
  });
});
