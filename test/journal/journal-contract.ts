import { describe, expect, it } from 'vitest';
import type { Journal, JournalOptions, Outcome } from '../../src/journal/index.js';

/** A journal to be tested, and how what it was told is brought to where it is kept. */
export interface OpenJournal {
  readonly journal: Journal;
  /** Is called now and then between additions. */
  settle(): void;
}

/** An outcome that is not worth a look, but for what is given. */
export function outcome(handle: string, more: Partial<Outcome> = {}): Outcome {
  return {
    handle,
    functionName: 'f',
    unique: '',
    priority: 'normal',
    background: true,
    outcome: 'complete',
    result: new Uint8Array(),
    worker: { clientId: '-', address: '127.0.0.1' },
    queuedAtMs: 1000,
    startedAtMs: 1200,
    endedAtMs: 1500,
    attempts: 1,
    ...more,
  };
}

const KEEP_ALL = { retention: { by: 'number', outcomes: 1_000_000 }, now: () => 10_000 } as const;

/** Describes what every journal does, whatever it keeps things in. */
export function describeJournal(open: (options: JournalOptions) => OpenJournal): void {
  describe('an outcome', () => {
    it('is found by its handle with all that was told of it', () => {
      const { journal, settle } = open(KEEP_ALL);
      const told = outcome('H:a:1', {
        functionName: 'größe',
        unique: '\xff\xfe',
        priority: 'low',
        background: false,
        outcome: 'exception',
        result: Uint8Array.of(0, 255, 10),
        worker: { clientId: 'NUL \0 in it', address: '::1' },
        attempts: 3,
      });
      journal.add(told);
      const kept = { ...told, resultBytes: 3, truncated: false };
      expect(journal.find('H:a:1')).toEqual(kept);
      settle();
      expect(journal.find('H:a:1')).toEqual(kept);
      expect(journal.find('H:a:2')).toBeUndefined();
    });

    it('of a job that no worker got has neither a worker nor a start', () => {
      const { journal, settle } = open(KEEP_ALL);
      journal.add(outcome('H:a:1', { outcome: 'cancelled', worker: undefined, startedAtMs: undefined, attempts: 0 }));
      settle();
      expect(journal.find('H:a:1')).toMatchObject({ worker: undefined, startedAtMs: undefined, attempts: 0 });
    });

    it('with an empty result has one of no bytes', () => {
      const { journal, settle } = open(KEEP_ALL);
      journal.add(outcome('H:a:1'));
      settle();
      expect(journal.find('H:a:1')).toMatchObject({ result: new Uint8Array(), resultBytes: 0, truncated: false });
    });

    it('keeps the first bytes of a large result, and says so', () => {
      const { journal, settle } = open({ ...KEEP_ALL, maxResultBytes: 4 });
      for (const length of [4, 5]) journal.add(outcome(`H:a:${length}`, { result: new Uint8Array(length).fill(7) }));
      settle();
      const four = Uint8Array.of(7, 7, 7, 7);
      expect(journal.find('H:a:4')).toMatchObject({ result: four, resultBytes: 4, truncated: false });
      expect(journal.find('H:a:5')).toMatchObject({ result: four, resultBytes: 5, truncated: true });
    });

    it('has a result of its own, which the caller may overwrite', () => {
      const { journal, settle } = open(KEEP_ALL);
      const read = Buffer.from('one two');
      journal.add(outcome('H:a:1', { result: read.subarray(4) }));
      read.fill(0);
      settle();
      expect(Buffer.from(journal.find('H:a:1')?.result ?? []).toString()).toBe('two');
    });

    it('of the later one of two jobs with the same handle is the one that is found', () => {
      const { journal, settle } = open(KEEP_ALL);
      for (const attempts of [1, 2]) {
        journal.add(outcome('H:a:1', { attempts }));
        settle();
      }
      expect(journal.find('H:a:1')?.attempts).toBe(2);
      expect(journal.count).toBe(2);
    });
  });

  describe('a list of outcomes', () => {
    function filled(): Journal {
      const { journal, settle } = open(KEEP_ALL);
      for (let number = 1; number <= 6; number++) {
        const functionName = number % 2 === 0 ? 'even' : 'odd';
        const ended = number === 3 || number === 4 ? 'fail' : 'complete';
        journal.add(outcome(`H:a:${number}`, { functionName, outcome: ended, endedAtMs: number * 100 }));
        // The last ones are gathered still.
        if (number === 4) settle();
      }
      return journal;
    }
    const numbersOf = (outcomes: readonly { handle: string }[]) =>
      outcomes.map(({ handle }) => Number(handle.split(':')[2]));

    it('begins with what came last and ends at its limit', () => {
      const journal = filled();
      expect(numbersOf(journal.latest({ limit: 10 }))).toEqual([6, 5, 4, 3, 2, 1]);
      expect(numbersOf(journal.latest({ limit: 3 }))).toEqual([6, 5, 4]);
      expect(numbersOf(journal.latest({ limit: 1 }))).toEqual([6]);
    });

    it('has what fits all that is asked', () => {
      const journal = filled();
      expect(numbersOf(journal.latest({ functionName: 'even', limit: 10 }))).toEqual([6, 4, 2]);
      expect(numbersOf(journal.latest({ outcome: 'fail', limit: 10 }))).toEqual([4, 3]);
      expect(numbersOf(journal.latest({ sinceMs: 500, limit: 10 }))).toEqual([6, 5]);
      expect(numbersOf(journal.latest({ functionName: 'odd', outcome: 'fail', sinceMs: 300, limit: 10 }))).toEqual([3]);
      expect(journal.latest({ functionName: 'none', limit: 10 })).toEqual([]);
    });

    it('leaves the results out', () => {
      const { journal, settle } = open(KEEP_ALL);
      journal.add(outcome('H:a:1', { result: Uint8Array.of(1, 2) }));
      const [gathered] = journal.latest({ limit: 1 });
      settle();
      const [written] = journal.latest({ limit: 1 });
      expect(gathered).toMatchObject({ resultBytes: 2, truncated: false });
      expect(gathered).not.toHaveProperty('result');
      expect(written).toEqual(gathered);
    });
  });

  describe('what is kept', () => {
    /** Adds outcomes that end a second after each other, and tells which are there at the end. */
    function keptOf(total: number, options: JournalOptions, resultBytes = 0): number[] {
      const { journal, settle } = open(options);
      for (let number = 1; number <= total; number++) {
        const result = new Uint8Array(resultBytes);
        journal.add(outcome(`H:a:${number}`, { endedAtMs: number * 1000, result }));
        if (number % 7 === 0) settle();
      }
      settle();
      const kept = journal.latest({ limit: total }).map(({ handle }) => Number(handle.split(':')[2]));
      for (let number = 1; number <= total; number++) {
        expect(journal.find(`H:a:${number}`) !== undefined, `${number} is found`).toBe(kept.includes(number));
      }
      expect(journal.count).toBe(kept.length);
      expect(journal.resultBytes).toBe(kept.length * resultBytes);
      return kept;
    }

    it('is a number of outcomes', () => {
      expect(keptOf(100, { ...KEEP_ALL, retention: { by: 'number', outcomes: 3 } })).toEqual([100, 99, 98]);
    });

    it('is what is younger than an age', () => {
      const byAge = { ...KEEP_ALL, retention: { by: 'age', ageMs: 2000 }, now: () => 100_000 } as const;
      expect(keptOf(100, byAge)).toEqual([100, 99, 98]);
    });

    it('is never more than a number of outcomes, nor than their results have bytes', () => {
      const byAge = { ...KEEP_ALL, retention: { by: 'age', ageMs: 1_000_000 } } as const;
      expect(keptOf(50, { ...byAge, maxOutcomes: 2 })).toEqual([50, 49]);
      expect(keptOf(50, { ...byAge, maxTotalBytes: 35 }, 10)).toEqual([50, 49, 48]);
    });

    it('is not given any more when its time is over, though nothing came since', () => {
      let nowMs = 1500;
      const { journal, settle } = open({ retention: { by: 'age', ageMs: 1000 }, now: () => nowMs });
      journal.add(outcome('H:a:1', { endedAtMs: 1500 }));
      settle();
      nowMs = 2500;
      expect(journal.find('H:a:1')).toBeDefined();
      expect(journal.latest({ limit: 9 })).toHaveLength(1);
      nowMs = 2501;
      expect(journal.find('H:a:1')).toBeUndefined();
      expect(journal.latest({ limit: 9 })).toEqual([]);
    });
  });
}
