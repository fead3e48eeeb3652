import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { CREATE_OUTCOME_TABLE, type JournalOptions, SqliteJournal } from '../../src/journal/index.js';
import { type Database, type Engine, transaction } from '../../src/sqlite/database.js';
import { loadEngine } from '../../src/sqlite/engine.js';
import { describeJournal, outcome } from './journal-contract.js';

const KEEP_ALL = { retention: { by: 'number', outcomes: 1_000_000 }, now: () => 10_000 } as const;

describe('a journal in SQLite', () => {
  let engine: Engine;
  let folder: string;
  let database: Database;
  beforeAll(async () => {
    engine = await loadEngine();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    database = engine.open(join(folder, 'jobs.db'));
    // What survives a loss of power is decided by whoever opens the file, and tested there.
    database.exec(`PRAGMA synchronous = OFF; ${CREATE_OUTCOME_TABLE}`);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  function commit(journal: SqliteJournal): void {
    transaction(database, () => journal.write());
    journal.written();
  }

  /** Writes in a transaction that fails at its end. */
  function fail(journal: SqliteJournal): void {
    const broken = () =>
      transaction(database, () => {
        journal.write();
        database.exec('INSERT INTO missing VALUES (1)');
      });
    expect(broken).toThrow(StoreError);
  }

  function open(options: JournalOptions = KEEP_ALL): SqliteJournal {
    return new SqliteJournal(database, options);
  }

  describeJournal((options) => {
    const journal = open(options);
    return { journal, settle: () => commit(journal) };
  });

  it('is written with what its caller writes, and is there when it is opened again', () => {
    const journal = open();
    journal.add(outcome('H:a:1', { result: Uint8Array.of(1, 2, 3) }));
    expect(journal.hasUnwritten).toBe(true);
    expect(open().find('H:a:1')).toBeUndefined();
    commit(journal);
    expect(journal.hasUnwritten).toBe(false);
    const later = open();
    expect(later.find('H:a:1')).toEqual(journal.find('H:a:1'));
    expect([later.count, later.resultBytes]).toEqual([1, 3]);
  });

  it('numbers what comes after a restart behind what was there', () => {
    const before = open();
    before.add(outcome('H:a:1'));
    commit(before);
    const after = open();
    after.add(outcome('H:a:2'));
    commit(after);
    expect(after.latest({ limit: 9 }).map(({ handle }) => handle)).toEqual(['H:a:2', 'H:a:1']);
  });

  it('gathers on what could not be written, and writes it with the next ones', () => {
    const journal = open({ ...KEEP_ALL, retention: { by: 'number', outcomes: 2 } });
    for (const handle of ['H:a:1', 'H:a:2']) journal.add(outcome(handle));
    commit(journal);
    journal.add(outcome('H:a:3'));
    fail(journal);
    expect([journal.count, journal.hasUnwritten]).toEqual([3, true]);
    expect(journal.latest({ limit: 9 }).map(({ handle }) => handle)).toEqual(['H:a:3', 'H:a:2', 'H:a:1']);
    journal.add(outcome('H:a:4'));
    commit(journal);
    expect([journal.count, journal.hasUnwritten]).toEqual([2, false]);
    expect(
      open()
        .latest({ limit: 9 })
        .map(({ handle }) => handle),
    ).toEqual(['H:a:4', 'H:a:3']);
  });

  it('gives up what is too much after the retention was made shorter, some of it with each write', () => {
    const journal = open();
    for (let number = 1; number <= 3000; number++) journal.add(outcome(`H:a:${number}`));
    commit(journal);
    const shorter = open({ ...KEEP_ALL, retention: { by: 'number', outcomes: 10 } });
    shorter.add(outcome('H:a:3001'));
    commit(shorter);
    const left = shorter.count;
    expect(left).toBeGreaterThan(1900);
    for (let write = 0; write < 3; write++) commit(shorter);
    expect(shorter.count).toBe(10);
    expect(open().count).toBe(10);
    expect(shorter.find('H:a:3001')).toBeDefined();
    expect(shorter.find('H:a:2991')).toBeUndefined();
  });

  it('can be read by people', () => {
    const journal = open();
    journal.add(outcome('H:a:1', { functionName: 'resize', priority: 'high', result: Buffer.from('done') }));
    commit(journal);
    expect(database.query('SELECT handle, function_name, priority, outcome, worker_id, result FROM outcome')).toEqual([
      {
        handle: 'H:a:1',
        function_name: 'resize',
        priority: 0,
        outcome: 'complete',
        worker_id: '-',
        result: new Uint8Array(Buffer.from('done')),
      },
    ]);
  });
});
