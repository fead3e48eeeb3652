import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberQueue } from '../../../src/server/job-queue/number-queue.js';

describe('a queue of numbers', () => {
  it('gives them back in the order in which they came, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 60 }), { maxLength: 60 }), (steps) => {
        const queue = new NumberQueue();
        const expected: number[] = [];
        let next = 1;
        for (const step of steps) {
          for (let i = 0; i < step; i++) {
            expected.push(next);
            queue.push(next++);
          }
          for (let i = 0; i < -step && expected.length > 0; i++) {
            expect(queue.first).toBe(expected.shift());
            queue.shift();
          }
          expect(queue.first).toBe(expected[0] ?? 0);
        }
      }),
    );
  });

  it('keeps numbers beyond 32 bits, over several chunks', () => {
    const queue = new NumberQueue();
    const first = 2 ** 50;
    for (let i = 0; i < 5000; i++) queue.push(first + i);
    for (let i = 0; i < 5000; i++, queue.shift()) expect(queue.first).toBe(first + i);
    expect(queue.first).toBe(0);
  });
});
