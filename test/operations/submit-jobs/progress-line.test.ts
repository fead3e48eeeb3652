import { describe, expect, it } from 'vitest';
import { type ProgressState, progressLine } from '../../../src/operations/submit-jobs/progress-line.js';

const STATE: ProgressState = {
  label: 'resize',
  ended: 312,
  failed: 3,
  running: 8,
  total: 500,
  elapsedMs: 7610,
  status: undefined,
};
const STYLE = { bar: true, isUnicode: true, width: 120 };

describe('the line of progress', () => {
  it('shows how much is done, how fast, and how long it takes', () => {
    expect(progressLine(STATE, STYLE)).toBe(
      ` resize  ${'━'.repeat(24)}╸${'─'.repeat(15)}  312/500  62%  41.0/s  ETA 5s  ✗ 3`,
    );
  });

  it('does without the bar, and without anything but ASCII', () => {
    expect(progressLine(STATE, { ...STYLE, bar: false })).toBe(' resize  312/500  62%  41.0/s  ETA 5s  ✗ 3');
    expect(progressLine(STATE, { ...STYLE, isUnicode: false })).toBe(
      ` resize  ${'='.repeat(24)}>${'.'.repeat(15)}  312/500  62%  41.0/s  ETA 5s  failed 3`,
    );
  });

  it('counts where it does not know how much there is', () => {
    expect(progressLine({ ...STATE, total: undefined, failed: 0 }, STYLE)).toBe(
      ' resize  312 done  8 under way  41.0/s',
    );
  });

  it('shows what the worker of the only job reports', () => {
    const status = { numerator: 3, denominator: 5 };
    const state = { ...STATE, ended: 0, failed: 0, running: 1, total: 1, elapsedMs: 65_000, status };
    expect(progressLine(state, { ...STYLE, bar: false })).toBe(' resize  3/5  60%  1m5s');
  });

  it.each([
    { numerator: 9, denominator: 0 },
    { numerator: -4, denominator: 2 },
    { numerator: 7, denominator: 2 },
    { numerator: 0, denominator: 0 },
  ])('survives a report of $numerator of $denominator', (status) => {
    const line = progressLine({ ...STATE, ended: 0, failed: 0, total: 1, status }, STYLE);
    expect(line).toContain(`${status.numerator}/${status.denominator}`);
    expect(line).not.toContain('NaN');
  });

  it('never is as wide as the terminal', () => {
    for (const width of [0, 1, 20, 40, 60, 79]) {
      expect(progressLine(STATE, { ...STYLE, width }).length).toBeLessThanOrEqual(Math.max(0, width - 1));
    }
  });
});
