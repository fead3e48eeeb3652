import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberedSet } from '../../../src/server/job-queue/numbered-set.js';

const element = (number: number) => ({ number });

describe('a set of numbered things', () => {
  it('gives what is in it by its number', () => {
    const set = new NumberedSet();
    const seven = element(7);
    set.add(seven);
    expect(set.get(7)).toBe(seven);
    expect(set.get(8)).toBeUndefined();
    expect(set.has(7)).toBe(true);
    expect(set.size).toBe(1);
  });

  it('lists what is in it in the order in which it was added', () => {
    const set = new NumberedSet();
    for (const number of [9, 2, 1000, 5, 2]) set.add(element(number));
    set.delete(1000);
    expect(set.elements().map(({ number }) => number)).toEqual([9, 2, 5]);
  });

  it('finds nothing after it was cleared, and can be filled again', () => {
    const set = new NumberedSet();
    set.add(element(1));
    set.clear();
    expect(set.get(1)).toBeUndefined();
    set.delete(1);
    set.add(element(2));
    expect(set.elements()).toEqual([element(2)]);
  });

  it('takes numbers beyond 32 bits', () => {
    const set = new NumberedSet();
    const numbers = [2 ** 32 + 1, 1, 2 ** 53 - 1, 2 ** 33 + 1];
    for (const number of numbers) set.add(element(number));
    expect(numbers.map((number) => set.get(number)?.number)).toEqual(numbers);
  });

  it('is like a Map whatever is added and taken out', () => {
    const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 }), fc.maxSafeNat());
    const change = fc.record({ adds: fc.boolean(), number });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const set = new NumberedSet();
        const map = new Map<number, { number: number }>();
        for (const { adds, number } of changes) {
          if (adds) {
            set.add(element(number));
            if (!map.has(number)) map.set(number, element(number));
          } else {
            set.delete(number);
            map.delete(number);
          }
          expect(set.has(number)).toBe(map.has(number));
        }
        expect(set.size).toBe(map.size);
        expect(set.elements()).toEqual([...map.values()]);
      }),
    );
  });
});
