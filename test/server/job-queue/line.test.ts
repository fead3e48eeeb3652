import { describe, expect, it } from 'vitest';
import { Line } from '../../../src/server/job-queue/line.js';

describe('a line', () => {
  it('counts the jobs that are not forgotten, and skips the others when their turn comes', () => {
    const line = new Line();
    for (const number of [1, 2, 3]) line.append(number);
    line.forget((number) => number !== 1);
    expect(line.length).toBe(2);
    expect(line.first).toBe(1);
    line.skip();
    expect(line.first).toBe(2);
    line.shift();
    expect([line.first, line.length]).toEqual([3, 1]);
  });

  it('is rid of forgotten jobs before they are many more than the others', () => {
    const line = new Line();
    const known = new Set<number>();
    for (let number = 1; number <= 100; number++) {
      line.append(number);
      known.add(number);
    }
    for (let number = 1; number <= 70; number++) {
      known.delete(number);
      line.forget((other) => known.has(other));
    }
    expect([line.first, line.length]).toEqual([66, 30]);
  });
});
