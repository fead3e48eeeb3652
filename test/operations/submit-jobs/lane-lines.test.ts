import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaggedLines, WholeLines } from '../../../src/operations/submit-jobs/lane-lines.js';
import type { Lane } from '../../../src/operations/submit-jobs/output-lanes.js';

/** Writes pieces through what `wrap` puts around a lane, and gives what gets there, piece by piece. */
function written(wrap: (lane: Lane) => Lane, pieces: readonly string[]): string[] {
  const got: string[] = [];
  const lane = wrap({
    write: (piece) => {
      got.push(Buffer.from(piece).toString('latin1'));
      return undefined;
    },
    end: () => undefined,
  });
  for (const piece of pieces) lane.write(Buffer.from(piece, 'latin1'));
  lane.end(true);
  return got;
}

const whole = (lane: Lane) => new WholeLines(lane);
const tagged = (lane: Lane) => new TaggedLines(lane, () => Buffer.from('H:1\t'));

describe('whole lines', () => {
  it('hold what does not end a line until it does', () => {
    expect(written(whole, ['a', 'b\nc', 'd', '\n'])).toEqual(['ab\n', 'cd\n']);
  });

  it('end the last line where the result does not', () => {
    expect(written(whole, ['a\nb'])).toEqual(['a\n', 'b\n']);
    expect(written(whole, [])).toEqual([]);
  });

  it('hold no line without end', () => {
    const pieces = written(whole, new Array<string>(100).fill('x'.repeat(1024)));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(66 * 1024);
    expect(pieces.join('')).toBe(`${'x'.repeat(100 * 1024)}\n`);
  });

  it('are the same bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('\n', 'a', '\xff') })), (pieces) => {
        const all = pieces.join('');
        expect(written(whole, pieces).join('')).toBe(all === '' || all.endsWith('\n') ? all : `${all}\n`);
      }),
    );
  });
});

describe('tagged lines', () => {
  it('have the tag before each line, once', () => {
    expect(written(tagged, ['a', 'b\n\nc', '\n']).join('')).toBe('H:1\tab\nH:1\t\nH:1\tc\n');
  });

  it('end the last line where the result does not', () => {
    expect(written(tagged, ['a']).join('')).toBe('H:1\ta\n');
    expect(written(tagged, [])).toEqual([]);
  });
});
