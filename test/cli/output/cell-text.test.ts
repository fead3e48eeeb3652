import { describe, expect, it } from 'vitest';
import { cellText, counted, fitCell } from '../../../src/cli/output/cell-text.js';

describe('the text of a cell', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [3204, '3 204'],
    [1234567, '1 234 567'],
    [1234.5678, '1 234.5678'],
    [true, 'yes'],
    [null, '-'],
    ['', '-'],
    [[], '-'],
    [['a', 'b'], 'a b'],
    ['a\x1b', 'a\\x1b'],
  ])('of %j is %j', (value, text) => {
    expect(cellText(value)).toBe(text);
  });

  it.each([
    { width: 20, text: 'resize crop mail' },
    { width: 15, text: 'resize crop +1' },
    { width: 13, text: 'resize +2' },
    { width: 8, text: 'resi… +2' },
  ])('of a list has as many names as fit into $width, and how many do not', ({ width, text }) => {
    const names = ['resize', 'crop', 'mail'];
    expect(fitCell(names.join(' '), names, width, '…')).toBe(text);
  });

  it('is cut where it is no list', () => {
    expect(fitCell('thumbnail_resize', 'thumbnail_resize', 10, '…')).toBe('thumbnail…');
  });

  it('counts things', () => {
    expect([counted(0, 'job'), counted(1, 'job'), counted(1200, 'job')]).toEqual(['0 jobs', '1 job', '1 200 jobs']);
  });
});
