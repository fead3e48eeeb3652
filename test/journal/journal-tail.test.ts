import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/journal/index.js';
import { recordOf } from '../../src/journal/work-record.js';
import { gathered, journalFolder, openJournal, workOutcome } from './shared-stage.js';

describe('The tail of a journal', () => {
  it('is what is added from its beginning on, each outcome once', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder, { retention: { maxOutcomes: 200 } });
    journal.add(workOutcome('before'));
    const tail = await readJournal(folder).tail();
    expect(await gathered(tail.next())).toEqual([]);
    const added = Array.from({ length: 150 }, (_, number) => `H:${number}`);
    const found: string[] = [];
    for (const handle of added) {
      journal.add(workOutcome(handle, { result: Buffer.from(handle) }));
      if (handle.endsWith('9')) found.push(...(await gathered(tail.next())).map(({ result }) => String(result)));
    }
    expect(found).toEqual(added);
    expect(readdirSync(folder).length).toBeGreaterThan(1);
  });

  it('begins before there is a journal', async () => {
    const folder = journalFolder();
    const tail = await readJournal(folder).tail();
    expect(await gathered(tail.next())).toEqual([]);
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:1'));
    expect(await gathered(tail.next())).toMatchObject([{ handle: 'H:1' }]);
  });

  it('waits for the rest of an outcome that is being written', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:1'));
    const tail = await readJournal(folder).tail();
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const record = recordOf(workOutcome('H:2'), 10);
    appendFileSync(file, record.subarray(0, 40));
    expect(await gathered(tail.next())).toEqual([]);
    appendFileSync(file, record.subarray(40));
    expect(await gathered(tail.next())).toMatchObject([{ handle: 'H:2' }]);
  });

  it('goes on when files are removed', async () => {
    const folder = journalFolder();
    let nowMs = Date.UTC(2026, 10, 23);
    const { journal } = await openJournal(folder, { now: () => nowMs });
    journal.add(workOutcome('the first of all'));
    const tail = await readJournal(folder).tail();
    rmSync(join(folder, readdirSync(folder)[0] ?? ''));
    nowMs += 1000;
    // The file has the name of the one that is gone.
    journal.add(workOutcome('2'));
    expect(await gathered(tail.next())).toMatchObject([{ handle: '2' }]);
    journal.add(workOutcome('3'));
    expect(await gathered(tail.next())).toMatchObject([{ handle: '3' }]);
  });
});
