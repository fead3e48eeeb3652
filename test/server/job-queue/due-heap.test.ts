import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Due, DueHeap } from '../../../src/server/job-queue/due-heap.js';

function due(dueMs: number, number: number): Due {
  return { dueMs, number, heapIndex: -1 };
}

describe('a heap of what is due', () => {
  it('gives its elements by time, and by number at the same time', () => {
    const times = fc.array(fc.nat(50), { maxLength: 200 });
    fc.assert(
      fc.property(times, (dueTimes) => {
        const heap = new DueHeap<Due>();
        const elements = dueTimes.map((dueMs, number) => due(dueMs, number));
        for (const element of elements) heap.add(element);
        const given: Due[] = [];
        while (heap.first !== undefined) {
          given.push(heap.first);
          heap.remove(heap.first);
        }
        expect(given).toEqual(elements.toSorted((a, b) => a.dueMs - b.dueMs || a.number - b.number));
      }),
    );
  });

  it('keeps its order when elements are taken out of the middle', () => {
    const plan = fc.array(fc.record({ dueMs: fc.nat(50), leaves: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(plan, (rows) => {
        const heap = new DueHeap<Due>();
        const elements = rows.map((row, number) => due(row.dueMs, number));
        for (const element of elements) heap.add(element);
        elements.forEach((element, index) => {
          if (rows[index]?.leaves) heap.remove(element);
        });
        const left = elements.filter((_, index) => !rows[index]?.leaves);
        const given: Due[] = [];
        while (heap.first !== undefined) {
          given.push(heap.first);
          heap.remove(heap.first);
        }
        expect(given).toEqual(left.toSorted((a, b) => a.dueMs - b.dueMs || a.number - b.number));
      }),
    );
  });

  it('is not disturbed by the removal of what is not in it', () => {
    const heap = new DueHeap<Due>();
    const element = due(1, 1);
    heap.add(element);
    heap.remove(due(0, 2));
    expect(heap.first).toBe(element);
  });
});
