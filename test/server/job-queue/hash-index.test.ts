import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashIndex } from '../../../src/server/job-queue/hash-index.js';

function allWith(index: HashIndex, hash: number): number[] {
  const numbers: number[] = [];
  for (let place = index.first(hash); place !== -1; place = index.next(place)) numbers.push(index.numberAt(place));
  return numbers.sort((a, b) => a - b);
}

describe('an index of hashes', () => {
  it('finds what was added and not removed, whatever collides with what', () => {
    const hash = fc.oneof(fc.nat(3), fc.constantFrom(14, 15, 16, 31, 0xffff_ffff), fc.nat(0xffff_ffff));
    const step = fc.record({ hash, number: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const index = new HashIndex();
        const expected = new Map<number, number>();
        for (const { hash, number } of steps) {
          const old = expected.get(number);
          if (old === undefined) {
            expected.set(number, hash);
            index.add(hash, number);
          } else {
            expected.delete(number);
            index.remove(old, number);
          }
        }
        for (const hash of new Set(steps.map((step) => step.hash))) {
          const numbers = [...expected].filter(([, other]) => other === hash).map(([number]) => number);
          expect(allWith(index, hash)).toEqual(numbers.sort((a, b) => a - b));
        }
      }),
    );
  });

  it('takes a hundred thousand numbers and gives them up again', () => {
    const index = new HashIndex();
    const hashOf = (number: number) => Math.imul(number, 0x9e3779b1) >>> 0;
    for (let number = 1; number <= 100_000; number++) index.add(hashOf(number), number);
    for (let number = 1; number <= 100_000; number += 777) expect(allWith(index, hashOf(number))).toContain(number);
    for (let number = 1; number <= 99_999; number++) index.remove(hashOf(number), number);
    expect(allWith(index, hashOf(100_000))).toEqual([100_000]);
    expect(allWith(index, hashOf(5))).toEqual([]);
  });

  it('ignores the removal of what is not there', () => {
    const index = new HashIndex();
    index.add(7, 1);
    index.remove(7, 2);
    index.remove(8, 1);
    expect(allWith(index, 7)).toEqual([1]);
  });
});
