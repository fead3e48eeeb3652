import { describe, expect, it } from 'vitest';
import { StartFailures } from '../../../src/operations/run-worker/start-failures.js';

describe('failures to start a command', () => {
  it('make a slot wait twice as long each time, and end at the fifth in a row', () => {
    const failures = new StartFailures(500);
    expect([1, 2, 3, 4, 5].map(() => failures.failed(1))).toEqual([500, 1000, 2000, 4000, undefined]);
  });

  it('are forgotten once a command starts', () => {
    const failures = new StartFailures(500);
    for (let i = 0; i < 4; i++) failures.failed(1);
    failures.started(1);
    expect(failures.failed(1)).toBe(500);
  });

  it('are counted for each slot apart: many slots may meet the same shortage at once', () => {
    const failures = new StartFailures(500);
    expect([1, 2, 3, 4, 5, 6].map((slot) => failures.failed(slot))).toEqual(Array(6).fill(500));
  });
});
