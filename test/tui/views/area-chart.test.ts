import { describe, expect, it } from 'vitest';
import { areaChart, valuesPerCell } from '../../../src/tui/views/area-chart.js';

/** Ten minutes of a backlog, two numbers for each cell. */
const BACKLOG =
  '000000000100010001111111111111111111111111111212222222223333333444444455556566666666677787777877777787778777777777766666' +
  '666655565555555554454454544444444444';

const texts = (values: readonly number[], height: number, graph: 'braille' | 'block' | 'ascii', top?: number) =>
  areaChart(values, height, graph, top).map(({ text }) => text);

const { NaN: GAP } = Number;

describe('areaChart', () => {
  it('draws two numbers in a cell of braille, each as high as its share of the largest', () => {
    expect(texts([...BACKLOG].map(Number), 2, 'braille')).toEqual([
      '                                   ⣀⣀⣄⣤⣤⣤⣤⣴⣶⣷⣶⣾⣶⣶⣶⣷⣶⣷⣶⣶⣶⣶⣦⣤⣤⣤⣤⣀⣠⣀⣀⣀⣀⡀⢀ ⡀⡀     ',
      '    ⢀ ⢀ ⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⣠⣤⣤⣤⣤⣶⣶⣶⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿',
    ]);
  });

  it('draws a number in each cell of blocks, in eighths of a row', () => {
    expect(texts([0, 1, 4, 8, 12, 16], 2, 'block')).toEqual(['    ▄█', ' ▁▄███']);
  });

  it('draws the same in ASCII', () => {
    expect(texts([0, 1, 4, 8, 12, 16], 2, 'ascii')).toEqual(['    =#', ' .=###']);
  });

  it('lets no number vanish that is more than nothing', () => {
    expect(texts([1, 0, 100_000, 0], 1, 'braille')).toEqual(['⡀⡇']);
    expect(texts([1, 0, 100_000], 1, 'block')).toEqual(['▁ █']);
  });

  it('draws a gap in every row, and blanks for what was before the first number', () => {
    expect(texts([GAP, GAP, 8, 8, GAP, GAP, 8, GAP], 2, 'braille')).toEqual([' ⣿╌⡇', ' ⣿╌⡇']);
    expect(texts([GAP, 8, GAP, 8], 2, 'block')).toEqual([' █╌█', ' █╌█']);
  });

  it('draws nothing of nothing', () => {
    expect(texts([], 2, 'braille')).toEqual(['', '']);
    expect(texts([GAP, GAP, 0, 0], 1, 'braille')).toEqual(['  ']);
  });

  it('takes another number than the largest for the top', () => {
    expect(texts([8, 8], 1, 'block', 16)).toEqual(['▄▄']);
  });

  it('says by a role how far up a row is', () => {
    const roles = areaChart([1], 3, 'block').map(({ role }) => role);
    expect(roles).toEqual(['chart-high', 'chart-middle', 'chart-low']);
  });

  it('knows how many numbers a cell has', () => {
    expect([valuesPerCell('braille'), valuesPerCell('block'), valuesPerCell('ascii')]).toEqual([2, 1, 1]);
  });
});
