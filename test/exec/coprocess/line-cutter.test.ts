import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/errors.js';
import { LineCutter } from '../../../src/exec/coprocess/line-cutter.js';

function cut(cutter: LineCutter, chunks: readonly (string | Buffer)[]): string[] {
  return chunks.flatMap((chunk) => [...cutter.push(Buffer.from(chunk))].map((line) => line.toString('latin1')));
}

describe('LineCutter', () => {
  it('gives the lines of a stream, however it comes, and not the one that has not ended', () => {
    const chunk = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r') });
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        expect(cut(new LineCutter(1000), chunks)).toEqual(chunks.join('').split('\n').slice(0, -1));
      }),
    );
  });

  it('refuses a line that is too long, as soon as it is', () => {
    const cutter = new LineCutter(10_000);
    expect(cut(cutter, ['x'.repeat(10_000)])).toEqual([]);
    expect(() => cut(cutter, ['x'])).toThrow(ProtocolError);
  });

  it('gives the begin of a long line that need not be whole, and goes on behind it', () => {
    const cutter = new LineCutter(10_000, (firstByte) => firstByte !== 0x78);
    expect(cut(cutter, ['x'.repeat(100_000), 'x'.repeat(100_000), '\nshort\n'])).toEqual(['x'.repeat(4096), 'short']);
  });
});
