import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../../../src/errors.js';
import { splitWords } from '../../../../src/operations/run-worker/placeholders/words.js';

describe('the words of a text', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \t\n', []],
    ['a  b\nc\t', ['a', 'b', 'c']],
    ['\'a b\' "c d"', ['a b', 'c d']],
    ['a"b c"\'d e\'f', ['ab cd ef']],
    ['\'\' ""', ['', '']],
    ['a\\ b \\"c', ['a b', '"c']],
    ['"a \\" \\\\ \\$ \\n"', ['a " \\ $ \\n']],
    ["'a\\' b", ['a\\', 'b']],
    ['a\\\nb', ['ab']],
    ['$HOME *.txt ~ #no `ls` $(ls) a|b;c&d>e', ['$HOME', '*.txt', '~', '#no', '`ls`', '$(ls)', 'a|b;c&d>e']],
  ])('of %j are read as a shell does, without expanding anything', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each(["it's", '"open', 'a\\', '\'a"', '"a\\"'])('of %j cannot be told', (text) => {
    expect(() => splitWords(text)).toThrow(InputDataError);
  });

  it('come back as they were when each is quoted', () => {
    const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
        expect(splitWords(words.map(quoted).join(' '))).toEqual(words);
      }),
    );
  });

  it('are those that sh finds', () => {
    const units = fc.constantFrom('a', 'b', ' ', "'", '"', '\\', 'é');
    const texts = fc.sample(fc.string({ unit: units, maxLength: 12 }), { numRuns: 100, seed: 7 });
    const closed = texts.filter((text) => isClosed(text));
    expect(closed.length).toBeGreaterThan(30);
    for (const text of closed) {
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' first ${text}`]).toString();
      expect(['first', ...splitWords(text)].map((word) => `${word}\0`).join('')).toBe(printed);
    }
  });

  it('of a megabyte in quotes are told, and that they are not closed too', () => {
    const long = 'x'.repeat(1_048_000);
    expect(splitWords(`"${long}"`)).toEqual([long]);
    expect(() => splitWords(`"${long}`)).toThrow(InputDataError);
  });
});

function isClosed(text: string): boolean {
  try {
    splitWords(text);
    return true;
  } catch {
    return false;
  }
}
