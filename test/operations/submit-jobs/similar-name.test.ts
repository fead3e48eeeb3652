import { describe, expect, it } from 'vitest';
import { isSimilarName } from '../../../src/operations/submit-jobs/similar-name.js';

describe('a similar name', () => {
  it.each([
    ['resize', 'Resize'],
    ['resize', 'resize2'],
    ['resize', 'image_resize'],
    ['resize', 'resiez2_resize'],
    ['resize', 'resixe'],
    ['resize', 'reize'],
    ['resize', 'ressize'],
    ['f', 'F'],
  ])('%s may be meant by %s', (a, b) => {
    expect(isSimilarName(a, b)).toBe(true);
    expect(isSimilarName(b, a)).toBe(true);
  });

  it.each([
    ['resize', 'rotate'],
    ['resize', 'size_of_x'],
    ['f', 'find'],
    ['abc', 'cba'],
    ['mail', 'sms'],
  ])('%s is not meant by %s', (a, b) => {
    expect(isSimilarName(a, b)).toBe(false);
    expect(isSimilarName(b, a)).toBe(false);
  });
});
