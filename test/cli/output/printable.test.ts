import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableText } from '../../../src/cli/output/printable.js';

describe('printable text', () => {
  it.each([
    ['resize', 'resize'],
    ['naïve 日本 👍', 'naïve 日本 👍'],
    ['a\tb\nc\rd', 'a\\tb\\nc\\rd'],
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\x00\x07\x7f', '\\x00\\x07\\x7f'],
    ['\x9b2J\x85', '\\x9b2J\\x85'],
    ['user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['\u2066x\u2069\u200f', '\\u2066x\\u2069\\u200f'],
    ['a\u2028b', 'a\\u2028b'],
  ])('of %j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('holds nothing that a terminal would act on, whatever it is made from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(printableText(text)).not.toMatch(/[^\P{Cc}\t\n\r]/u);
      }),
    );
  });

  it('may have several lines', () => {
    expect(printableText('one\n\ttwo\x1b')).toBe('one\n\ttwo\\x1b');
  });
});
