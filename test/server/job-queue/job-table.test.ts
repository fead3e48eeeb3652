import { beforeEach, describe, expect, it } from 'vitest';
import { JobTable } from '../../../src/server/job-queue/job-table.js';
import { JobFunction } from '../../../src/server/job-queue/model.js';
import { bytes, type JobWish, submission } from './queue-stage.js';

const UNLIMITED = { high: 0, normal: 0, low: 0 };
const reverse = new JobFunction('reverse', UNLIMITED);
const resize = new JobFunction('resize', UNLIMITED);

let table: JobTable;
beforeEach(() => {
  table = new JobTable('H:test', 7);
});

function add(jobFunction: JobFunction, wish: JobWish): number {
  const wanted = submission(jobFunction.name, wish);
  return table.add(jobFunction, wanted, table.hashOf(wanted), 1000);
}

function coalescing(jobFunction: JobFunction, wish: JobWish): number {
  const wanted = submission(jobFunction.name, wish);
  return table.findCoalescing(jobFunction, wanted, table.hashOf(wanted));
}

function remove(number: number): void {
  const job = table.find(number);
  if (job !== undefined) table.remove(job);
}

describe.each([
  ['packed', true],
  ['not packed', false],
])('a table of jobs that are %s', (_what, background) => {
  it('finds a job by its number and handle', () => {
    const number = add(reverse, { unique: 'u', workload: bytes('w'), background });
    expect(table.isPacked(number)).toBe(background);
    expect(table.lookByHandle('H:test:1')).toMatchObject({ number: 1, handle: 'H:test:1', unique: 'u' });
    expect(table.isPacked(number)).toBe(background);
    expect(table.findByHandle('H:test:1')).toBe(table.find(1));
    expect(table.isPacked(number)).toBe(false);
    expect(table.find(1)).toMatchObject({ workload: bytes('w'), background, queuedAtMs: 1000 });
  });

  it('finds a job by its function and ID', () => {
    const number = add(reverse, { unique: 'u', background });
    expect(coalescing(reverse, { unique: 'u', workload: bytes('other') })).toBe(number);
    expect(coalescing(resize, { unique: 'u' })).toBe(0);
    expect(coalescing(reverse, { unique: 'v' })).toBe(0);
    expect(table.lookByUnique('u')?.number).toBe(number);
  });

  it('keeps jobs of several functions apart that share an ID, whichever leaves first', () => {
    const functions = ['a', 'b', 'c'].map((name) => new JobFunction(name, UNLIMITED));
    for (const leaving of [0, 1, 2]) {
      const numbers = functions.map((jobFunction) => add(jobFunction, { unique: 'u', background }));
      remove(numbers[leaving] as number);
      functions.forEach((jobFunction, i) => {
        expect(coalescing(jobFunction, { unique: 'u' })).toBe(i === leaving ? 0 : numbers[i]);
      });
      expect(table.lookByUnique('u')).toBeDefined();
      for (const number of numbers) remove(number);
      expect(table.lookByUnique('u')).toBeUndefined();
    }
  });

  it('never finds a job by the empty ID', () => {
    add(reverse, { workload: bytes('w'), background });
    expect(coalescing(reverse, { workload: bytes('w') })).toBe(0);
    expect(table.lookByUnique('')).toBeUndefined();
  });

  it('takes "-" for the workload, if there is any', () => {
    const number = add(reverse, { unique: '-', workload: bytes('same'), background });
    add(reverse, { unique: '-', background });
    expect(coalescing(reverse, { unique: '-', workload: bytes('same') })).toBe(number);
    expect(coalescing(reverse, { unique: '-', workload: bytes('other') })).toBe(0);
    expect(coalescing(reverse, { unique: '-' })).toBe(0);
    expect(table.lookByUnique('-')).toBeUndefined();
    remove(number);
    expect(coalescing(reverse, { unique: '-', workload: bytes('same') })).toBe(0);
  });
});

describe('a table of jobs', () => {
  it.each(['H:test:0', 'H:test:01', 'H:test:', 'H:test:1x', 'H:tes:1', 'H:test', '', 'H:test:99999999999999999'])(
    'knows no job by %j',
    (handle) => {
      add(reverse, { background: true });
      expect(table.lookByHandle(handle)).toBeUndefined();
    },
  );

  it('gives all its jobs in the order of their numbers, packed or not', () => {
    for (const background of [false, true, true, false, true]) add(reverse, { background });
    table.find(3);
    expect(Array.from(table.all(), (job) => job.number)).toEqual([1, 2, 3, 4, 5]);
    expect(table.isPacked(2)).toBe(true);
  });

  it('takes a number from outside, and goes on behind the highest', () => {
    const wanted = submission('reverse', { background: true });
    for (const number of [50, 40]) table.add(reverse, wanted, 0, 1000, 1000, number);
    expect(add(reverse, {})).toBe(51);
    table.skipTo(70);
    expect(add(reverse, {})).toBe(71);
    expect(Array.from(table.all(), (job) => job.number)).toEqual([40, 50, 51, 71]);
  });

  it('keeps a small workload apart from the large read that it came in, and a large one as it is', () => {
    const read = new Uint8Array(65_536);
    const workloadOf = (start: number, end: number) => {
      const wanted = { ...submission('f'), bytes: read, workloadStart: start, workloadEnd: end };
      return table.find(table.add(reverse, wanted, 0, 1000))?.workload.buffer;
    };
    expect(workloadOf(100, 130)?.byteLength).toBe(30);
    expect(workloadOf(100, 65_536)).toBe(read.buffer);
  });
});
