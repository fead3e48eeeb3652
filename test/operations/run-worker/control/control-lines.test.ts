import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ControlLines, MAX_CONTROL_LINE_BYTES } from '../../../../src/operations/run-worker/control/control-lines.js';

/** The lines of some chunks; `null` for one that is too long. */
function linesOf(chunks: readonly Uint8Array[]): (string | null)[] {
  const lines = new ControlLines();
  const pushed = chunks.flatMap((chunk) => [...lines.push(chunk)]);
  const rest = lines.rest();
  const all = rest.length === 0 ? pushed : [...pushed, rest];
  return all.map((line) => (line === undefined ? null : Buffer.from(line).toString()));
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...at, bytes.length])].filter((place) => place <= bytes.length).sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

const LONG = 'x'.repeat(MAX_CONTROL_LINE_BYTES);

describe('the lines of a control channel', () => {
  it('are the same however the stream is cut', () => {
    const stream = Buffer.from('one\n\nthree\r\nlast');
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (at) => {
        expect(linesOf(cut(stream, at))).toEqual(['one', '', 'three\r', 'last']);
      }),
    );
  });

  it('may be just so long', () => {
    expect(linesOf([Buffer.from(`${LONG.slice(1)}\nb\n`)])).toEqual([LONG.slice(1), 'b']);
  });

  it('are left out when they are longer, up to their end and once', () => {
    const stream = Buffer.from(`a\n${LONG}${LONG}tail\nb\n${LONG}more`);
    for (const at of [[], [5], [65_537, 65_538], [70_000, 140_000]]) {
      expect(linesOf(cut(stream, at))).toEqual(['a', null, 'b', null]);
    }
  });
});
