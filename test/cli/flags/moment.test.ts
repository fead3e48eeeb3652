import { describe, expect, it } from 'vitest';
import { parseMoment, runAtOf } from '../../../src/cli/flags/moment.js';
import { UsageError } from '../../../src/errors.js';

/** Noon on a day without a change of the clock, by the local clock. */
const NOON = new Date(2026, 10, 23, 12, 0, 0);

const moment = (text: string) => parseMoment(text, NOON.getTime());

describe('a point in time', () => {
  it.each([
    ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
    ['2026-12-24T18:00:00.5Z', '2026-12-24T18:00:00.500Z'],
    ['2026-12-24 18:00:00+02:00', '2026-12-24T16:00:00.000Z'],
    ['@1790000000', '2026-09-21T14:13:20.000Z'],
  ])('with a zone: %s', (text, expected) => {
    expect(moment(text).toISOString()).toBe(expected);
  });

  it.each<[text: string, ...local: [number, number, number, number?, number?, number?]]>([
    ['2026-12-24 18:00', 2026, 11, 24, 18],
    ['2026-12-24T18:00:30', 2026, 11, 24, 18, 0, 30],
    ['2026-12-24', 2026, 11, 24],
    ['18:00', 2026, 10, 23, 18],
    ['9:30', 2026, 10, 24, 9, 30],
    ['12:00', 2026, 10, 24, 12],
    ['12:00:01', 2026, 10, 23, 12, 0, 1],
    ['today 9:30', 2026, 10, 23, 9, 30],
    ['tomorrow 9:30', 2026, 10, 24, 9, 30],
    ['Tomorrow 18:00', 2026, 10, 24, 18],
    ['+10m', 2026, 10, 23, 12, 10],
    ['+1h30m', 2026, 10, 23, 13, 30],
  ])('by the local clock: %s', (text, ...local) => {
    expect(moment(text)).toEqual(new Date(...local));
  });

  it('may be months ahead, longer than a timer can wait', () => {
    expect(moment('+60d').getTime()).toBe(NOON.getTime() + 60 * 86_400_000);
  });

  it.each([
    '',
    'soon',
    '24:00',
    '12:60',
    '1:2',
    '2026-13-01',
    '2026-02-30T25:00',
    'yesterday 9:00',
    '+',
    '+x',
    '@',
    '5',
  ])('is not %j', (text) => {
    expect(() => moment(text)).toThrow(UsageError);
  });

  it('comes from --at, or from --in', () => {
    expect(runAtOf({ at: NOON }, 0)).toBe(NOON);
    expect(runAtOf({ in: 90_000 }, NOON.getTime())).toEqual(new Date(2026, 10, 23, 12, 1, 30));
    expect(runAtOf({}, 0)).toBeUndefined();
  });
});
