import { describe, expect, it } from 'vitest';
import { ageText, durationText } from '../../../src/cli/listings/time-text.js';

describe('An age', () => {
  it.each([
    [-5, '0s'],
    [999, '0s'],
    [4999, '4s'],
    [130_500, '2m10s'],
    [7_200_000, '2h'],
    [3 * 86_400_000 + 4 * 3_600_000 + 59_000, '3d4h'],
  ])('of %i ms is %s', (ms, text) => {
    expect(ageText(ms)).toBe(text);
  });
});

describe('A duration', () => {
  it.each([
    [null, '-'],
    [0.4, '0ms'],
    [2104, '2.104s'],
    [61_999, '1m1s'],
  ])('of %s ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
