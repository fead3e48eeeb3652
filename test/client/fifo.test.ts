import { describe, expect, it } from 'vitest';
import { Fifo } from '../../src/client/fifo.js';

function filled(...items: number[]): Fifo<number> {
  const fifo = new Fifo<number>();
  for (const item of items) fifo.push(item);
  return fifo;
}

describe('a queue', () => {
  it('gives items in the order in which they came', () => {
    const fifo = filled(1, 2);
    expect(fifo.shift()).toBe(1);
    fifo.push(3);
    expect([fifo.first, fifo.shift(), fifo.shift(), fifo.shift()]).toEqual([2, 2, 3, undefined]);
    expect(fifo.length).toBe(0);
  });

  it('keeps the order while it grows, shrinks and goes round its ring', () => {
    const fifo = new Fifo<number>();
    const expected: number[] = [];
    let next = 0;
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < (round * 7) % 61; i++) {
        fifo.push(next);
        expected.push(next++);
      }
      for (let i = 0; i < (round * 5) % 53; i++) expect(fifo.shift()).toBe(expected.shift());
      expect(fifo.length).toBe(expected.length);
      expect(fifo.first).toBe(expected[0]);
    }
    expect(fifo.drain()).toEqual(expected);
  });

  it('takes items in front of all others', () => {
    const fifo = filled(1, 2, 3);
    fifo.shift();
    fifo.prepend([8, 9]);
    expect(fifo.drain()).toEqual([8, 9, 2, 3]);
  });

  it('is empty after it was drained, and takes new items', () => {
    const fifo = filled(...Array.from({ length: 5000 }, (_, i) => i));
    expect(fifo.drain()).toHaveLength(5000);
    expect([fifo.length, fifo.first, fifo.shift()]).toEqual([0, undefined, undefined]);
    fifo.push(1);
    expect(fifo.shift()).toBe(1);
  });
});
