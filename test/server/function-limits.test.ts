import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { limitsFor, parseFunctionLimits, readFunctionLimits } from '../../src/server/function-limits.js';

const FILE = `
# function     all priorities
thumbnail_*    10000

mail           2000 1000 500   # urgent mail may always come
"two words"    1
*              0
`;

describe('limits by function', () => {
  const limits = parseFunctionLimits(FILE, 'limits');

  it.each([
    ['thumbnail_small', { high: 10_000, normal: 10_000, low: 10_000 }],
    ['mail', { high: 2000, normal: 1000, low: 500 }],
    ['two words', { high: 1, normal: 1, low: 1 }],
    ['other', { high: 0, normal: 0, low: 0 }],
  ])('are those of the first line that matches: %s', (functionName, expected) => {
    expect(limitsFor(functionName, limits)).toEqual(expected);
  });

  it('are none where no line matches', () => {
    expect(limitsFor('f', parseFunctionLimits('g 1', 'limits'))).toBeUndefined();
  });

  it.each([
    ['f', 'limits:2: one number is expected, or three'],
    ['f 1 2', 'limits:2: one number is expected, or three'],
    ['f 1 2 3 4', 'limits:2: one number is expected, or three'],
    ['f -1', "limits:2: '-1' is no number of jobs"],
    ['f many', "limits:2: 'many' is no number of jobs"],
    ['"f 1', 'limits:2: a quote is out of place'],
  ])('are refused with the line that is wrong: %s', (line, message) => {
    expect(() => parseFunctionLimits(`# limits\n${line}\n`, 'limits')).toThrow(ConfigError);
    expect(() => parseFunctionLimits(`# limits\n${line}\n`, 'limits')).toThrow(message);
  });

  it('come from a file that can be read', async () => {
    await expect(readFunctionLimits('/nonexistent/limits')).rejects.toThrow(
      'cannot read the limits /nonexistent/limits: no such file or directory',
    );
  });
});
