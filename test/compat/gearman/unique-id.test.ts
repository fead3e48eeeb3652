import { describe, expect, it } from 'vitest';
import { timeUuids, uniqueIds } from '../../../src/compat/gearman/unique-id.js';

const VERSION_1 = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the unique ID of a job', () => {
  it('is what was given, for each job, but no longer than 63 bytes', () => {
    const unique = uniqueIds('k'.repeat(64));
    expect(unique(Buffer.from('x'))).toBe('k'.repeat(63));
    expect(uniqueIds('-')(Buffer.from('x'))).toBe('-');
  });

  // Recorded from what gearman sends.
  it.each([
    ['hello', '1067880409'],
    ['', '0'],
  ])('is the hash of the workload with #: %j', (workload, hash) => {
    expect(uniqueIds('#')(Buffer.from(workload))).toBe(hash);
  });

  it('is another UUID of the time for each job if none was given', () => {
    const unique = uniqueIds('');
    const ids = Array.from({ length: 1000 }, () => unique(Buffer.alloc(0)));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.filter((id) => !VERSION_1.test(id))).toEqual([]);
  });
});

describe('UUIDs of the time', () => {
  it('count on in units of 100 ns', () => {
    const next = timeUuids(0n, new Uint8Array(8));
    expect([next(), next()]).toEqual(['13814000-1dd2-11b2-8000-010000000000', '13814001-1dd2-11b2-8000-010000000000']);
  });

  it('carry into the middle when their lower part is full', () => {
    // So many ms after the epoch the lower 32 bits of the count are 0xffff_f000 and a little more.
    const carryMs = (0x1_0000_0000n - 0x1381_4000n) / 10_000n;
    const next = timeUuids(carryMs, new Uint8Array(8));
    const ids = Array.from({ length: 10_001 }, () => next());
    expect(ids.at(0)?.slice(9, 13)).toBe('1dd2');
    expect(ids.at(-1)?.slice(9, 13)).toBe('1dd3');
  });
});
