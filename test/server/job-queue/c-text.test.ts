import { describe, expect, it } from 'vitest';
import { readCInteger } from '../../../src/server/job-queue/c-text.js';

describe('a number read as C reads it', () => {
  it.each([
    ['5', 5],
    ['  7', 7],
    ['-5', -5],
    ['+3', 3],
    ['5000x', 5000],
    ['1e3', 1],
    ['1.5', 1],
    ['', 0],
    ['abc', 0],
    ['-', 0],
  ])('takes %j for %d', (text, number) => {
    expect(readCInteger(text)).toBe(number);
  });

  it('keeps the size of a number that fits no integer', () => {
    expect(readCInteger('9'.repeat(30))).toBeGreaterThan(1e29);
  });
});
