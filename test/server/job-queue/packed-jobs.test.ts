import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobFunction } from '../../../src/server/job-queue/model.js';
import { PackedJobs } from '../../../src/server/job-queue/packed-jobs.js';
import { isPackable } from '../../../src/server/job-queue/packed-segment.js';
import { bytes, submission } from './queue-stage.js';

const f = new JobFunction('f', { high: 0, normal: 0, low: 0 });

/** Packed jobs, and those that were evicted from them. */
function packed() {
  const evicted = new Map<number, string>();
  const jobs = new PackedJobs((number, segment) => {
    evicted.set(number, new TextDecoder().decode(segment.workloadOf(number)));
  });
  return { jobs, evicted };
}

function add(jobs: PackedJobs, number: number, workload = `w${number}`, unique = `u${number}`): void {
  jobs.add(number, f, submission('f', { workload: bytes(workload), unique, background: true }), number * 10);
}

function remove(jobs: PackedJobs, number: number): boolean {
  const segment = jobs.segmentOf(number);
  if (segment === undefined) return false;
  jobs.remove(number, segment);
  return true;
}

describe('packed jobs', () => {
  it('are what they were', () => {
    const { jobs } = packed();
    const wish = { workload: bytes('w\0'), unique: 'u\u{ff}', priority: 'low', background: true } as const;
    jobs.add(2 ** 40, f, submission('f', wish), 1_700_000_000_123);
    const segment = jobs.segmentOf(2 ** 40);
    expect(segment?.functionOf(2 ** 40)).toBe(f);
    expect(segment?.uniqueOf(2 ** 40)).toBe('u\u{ff}');
    expect(segment?.workloadOf(2 ** 40)).toEqual(bytes('w\0'));
    expect(segment?.priorityOf(2 ** 40)).toBe('low');
    expect(segment?.queuedAtMsOf(2 ** 40)).toBe(1_700_000_000_123);
    expect(jobs.segmentOf(2 ** 40 + 1)).toBeUndefined();
    expect(jobs.segmentOf(1)).toBeUndefined();
  });

  it('are all there until they are removed or evicted, with gaps between their numbers or none', () => {
    const step = fc.record({ gap: fc.constantFrom(1, 1, 1, 2, 700), bytes: fc.constantFrom(0, 30, 3000) });
    const removals = fc.array(fc.nat(1_000_000), { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), removals, fc.boolean(), (steps, drops, early) => {
        const { jobs, evicted } = packed();
        const expected = new Map<number, string>();
        let number = 0;
        const drop = (at: number) => {
          const chosen = [...expected.keys()][at % expected.size];
          if (chosen === undefined) return;
          if (!remove(jobs, chosen)) evicted.delete(chosen);
          expected.delete(chosen);
        };
        for (const [index, { gap, bytes: length }] of steps.entries()) {
          number += gap;
          const workload = String(number).padStart(length, '.');
          add(jobs, number, workload);
          expected.set(number, workload);
          if (early && drops[index] !== undefined) drop(drops[index]);
        }
        for (const at of drops) drop(at);
        for (const [known, workload] of expected) {
          const segment = jobs.segmentOf(known);
          expect(segment === undefined).toBe(evicted.has(known));
          expect(evicted.get(known) ?? new TextDecoder().decode(segment?.workloadOf(known))).toBe(workload);
        }
        expect([...jobs.numbers(), ...evicted.keys()].sort((a, b) => a - b)).toEqual([...expected.keys()]);
      }),
      { numRuns: 60 },
    );
  });

  it('are evicted when few are left of many, so that these hold no memory of the others', () => {
    const { jobs, evicted } = packed();
    for (let number = 1; number <= 4096; number++) add(jobs, number);
    for (let number = 1; number <= 2048; number++) if (number % 512 !== 0) remove(jobs, number);
    expect([...evicted]).toEqual(
      expect.arrayContaining([
        [512, 'w512'],
        [2048, 'w2048'],
      ]),
    );
    expect(jobs.segmentOf(512)).toBeUndefined();
    expect(jobs.segmentOf(2049)).toBeDefined();
    expect([...jobs.numbers()]).toHaveLength(2048);
  });

  it('take a stream of jobs that go as fast as they come without keeping any of it', () => {
    const { jobs, evicted } = packed();
    for (let number = 1; number <= 20_000; number++) {
      add(jobs, number, 'x'.repeat(1000));
      if (number > 5 && !remove(jobs, number - 5)) evicted.delete(number - 5);
    }
    expect([...jobs.numbers()].length + evicted.size).toBe(5);
  });
});

describe('a submission', () => {
  it.each([
    ['in the background', { background: true }, true],
    ['in the foreground', { background: false }, false],
    ['of a reduce job', { background: true, reducer: 'r' }, false],
    ['for later', { background: true, runAtEpochMs: 1001 }, false],
    ['for a time that has come', { background: true, runAtEpochMs: 1000 }, true],
    ['of 4096 bytes', { background: true, unique: 'u', workload: new Uint8Array(4095) }, true],
    ['of more', { background: true, unique: 'u', workload: new Uint8Array(4096) }, false],
  ])('%s can be packed: %3$s', (_what, wish, expected) => {
    expect(isPackable(submission('f', wish), 1000)).toBe(expected);
  });
});
