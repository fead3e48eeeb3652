import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { parseHaltRule } from '../../../src/operations/submit-jobs/halt-rule.js';

describe('parseHaltRule', () => {
  it.each([
    ['soon,fail', { succeeded: 9, failed: 0 }, { succeeded: 9, failed: 1 }],
    ['now,fail=2', { succeeded: 0, failed: 1 }, { succeeded: 0, failed: 2 }],
    ['now,success', { succeeded: 0, failed: 7 }, { succeeded: 1, failed: 7 }],
    ['soon,done=3', { succeeded: 1, failed: 1 }, { succeeded: 1, failed: 2 }],
    ['soon,fail=50%', { succeeded: 2, failed: 1 }, { succeeded: 2, failed: 2 }],
    ['soon,fail=1%', { succeeded: 0, failed: 2 }, { succeeded: 2, failed: 1 }],
  ])('%s is not met by %j but by %j', (text, before, then) => {
    const rule = parseHaltRule(text);
    expect(rule?.isMet(before)).toBe(false);
    expect(rule?.isMet(then)).toBe(true);
  });

  it('tells whether jobs under way are given up', () => {
    expect(parseHaltRule('now,fail')?.now).toBe(true);
    expect(parseHaltRule('soon,fail')?.now).toBe(false);
  });

  it('knows a rule that is none', () => {
    expect(parseHaltRule('never')).toBeUndefined();
  });

  it.each(['', 'fail', 'later,fail', 'now,nothing', 'now,fail=0', 'now,fail=-1', 'now,fail=x%'])(
    'refuses %j',
    (text) => {
      expect(() => parseHaltRule(text)).toThrow(UsageError);
    },
  );
});
