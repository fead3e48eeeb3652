import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/operations/run-worker/line-splitter.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const text = (line: Uint8Array) => Buffer.from(line).toString('latin1');

/** What comes out of a splitter for these chunks, the unfinished rest last. */
function linesOf(chunks: readonly string[], maxBytes?: number): string[] {
  const splitter = new LineSplitter(maxBytes);
  const lines = chunks.flatMap((chunk) => [...splitter.push(bytes(chunk))].map(text));
  return [...lines, text(splitter.rest())];
}

describe('the line splitter', () => {
  it('gives each line with its newline, and the rest apart', () => {
    expect(linesOf(['one\n\ntwo\nthr', 'ee'])).toEqual(['one\n', '\n', 'two\n', 'three']);
  });

  it('joins a line that came in several chunks', () => {
    expect(linesOf(['o', 'n', 'e', '\n'])).toEqual(['one\n', '']);
  });

  it('gives a line that is too long in pieces', () => {
    expect(linesOf(['abcdefgh\nij\n'], 4)).toEqual(['abcd', 'efgh', '\n', 'ij\n', '']);
  });

  it('loses and adds nothing, and keeps to the limit, wherever a stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })),
        fc.integer({ min: 1, max: 5 }),
        (chunks, max) => {
          const lines = linesOf(chunks, max);
          expect(lines.join('')).toBe(chunks.join(''));
          for (const line of lines) {
            expect(line.length).toBeLessThanOrEqual(max);
            expect(line.slice(0, -1)).not.toContain('\n');
          }
          expect(linesOf([chunks.join('')], max)).toEqual(lines);
        },
      ),
    );
  });
});
