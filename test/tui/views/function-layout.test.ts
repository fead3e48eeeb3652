import { describe, expect, it } from 'vitest';
import { functionLayout, sortedHeading } from '../../../src/tui/views/function-layout.js';
import { tableWidth } from '../../../src/tui/views/table.js';
import { plainModel } from './frame-cases.js';
import { prodModel } from './prod-model.js';

const headingsIn = (width: number, isWide: boolean, model = prodModel()) =>
  functionLayout(model, width, isWide)
    .map(({ heading }) => heading)
    .filter((heading) => heading !== '');

const ALWAYS = ['FUNCTION', 'WAIT', 'RUN', 'WRK'];

describe('functionLayout', () => {
  it('lets columns go in a fixed order as it becomes narrower, and never those that tell a queue', () => {
    const goneAt = new Map<string, number>();
    for (let width = 138, before = headingsIn(138, true); width >= 38; width--) {
      const now = headingsIn(width, true);
      for (const heading of before) if (!now.includes(heading)) goneAt.set(heading, width);
      before = now;
    }
    expect([...goneAt.keys()].map((heading) => heading.replace(/ .*/, ''))).toEqual([
      ...['HIGH', 'NORM', 'LOW', 'IN/s', 'OUT/s', 'OLDEST', 'FAIL%', 'TREND', 'BUSY', 'NET/s', 'DRAIN'],
    ]);
    expect(headingsIn(38, true)).toEqual(ALWAYS);
  });

  it('fills any width exactly', () => {
    for (let width = 40; width <= 240; width++) {
      const columns = functionLayout(prodModel(), width, width >= 98);
      expect(2 + tableWidth(columns)).toBe(width);
    }
  });

  it('has no columns of what no server counts', () => {
    expect(headingsIn(138, true, plainModel())).toEqual([
      ...['FUNCTION', 'HIGH', 'NORM', 'LOW', 'WAIT', 'RUN', 'WRK', 'BUSY', 'NET/s', 'TREND 10m', 'DRAIN'],
    ]);
  });

  it('leaves out what was hidden', () => {
    const model = prodModel({ hiddenColumns: new Set(['trend', 'drain']) });
    expect(headingsIn(80, false, model)).toEqual([...ALWAYS, 'BUSY', 'NET/s']);
  });

  it('shows a shorter range in a narrow trend than in the chart', () => {
    const last = (range: '2m' | '10m' | '1h', isWide: boolean) => headingsIn(138, isWide, prodModel({ range })).at(-2);
    expect([last('1h', true), last('1h', false), last('10m', false), last('2m', false)]).toEqual([
      ...['TREND 1h', 'TREND 10m', 'TREND 2m', 'TREND 2m'],
    ]);
  });

  it.each([
    ['wait', false, 'WAIT↓'],
    ['wait', true, 'WAIT↑'],
    ['name', false, 'FUNCTION↑'],
    ['name', true, 'FUNCTION↓'],
  ] as const)('marks the order by %s, turned round %s, as %s', (column, reverse, heading) => {
    expect(sortedHeading(prodModel({ functionSort: { column, reverse } }))).toBe(heading);
  });
});
