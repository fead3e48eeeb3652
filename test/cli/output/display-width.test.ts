import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth } from '../../../src/cli/output/display-width.js';

describe('the width of text on a terminal', () => {
  it.each([
    ['', 0],
    ['resize', 6],
    ['naïve', 5],
    ['nai\u0308ve', 5],
    ['日本', 4],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['👍', 2],
    ['●○─…', 4],
  ])('of %j is %d', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it.each([
    ['thumbnail', 9, 'thumbnail'],
    ['thumbnail', 8, 'thumbna…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['nai\u0308ve', 4, 'nai\u0308…'],
  ])('of %j is cut to %d as %j', (text, width, cut) => {
    expect(cutToWidth(text, width, '…')).toBe(cut);
    expect(displayWidth(cut)).toBeLessThanOrEqual(width);
  });
});
