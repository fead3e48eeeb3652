import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputTail } from '../../src/exec/output-tail.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

function tailOf(maxBytes: number, ...chunks: string[]): string {
  const tail = new OutputTail(maxBytes);
  for (const chunk of chunks) tail.push(bytes(chunk));
  return Buffer.from(tail.bytes()).toString('latin1');
}

describe('OutputTail', () => {
  it('is empty at first', () => {
    expect(tailOf(4)).toBe('');
  });

  it('keeps all of a stream that is not longer than the limit', () => {
    expect(tailOf(4, 'ab', 'cd')).toBe('abcd');
  });

  it('forgets the oldest bytes of a longer one', () => {
    expect(tailOf(4, 'abc', 'def', 'g')).toBe('defg');
  });

  it('keeps the end of a chunk that is longer than the limit', () => {
    expect(tailOf(4, 'ab', 'cdefghij', 'k')).toBe('hijk');
  });

  it('keeps 4096 bytes unless told otherwise', () => {
    const tail = new OutputTail();
    tail.push(new Uint8Array(10_000));
    expect(tail.bytes()).toHaveLength(4096);
  });

  it('hands out a copy, and keeps none of the chunks', () => {
    const tail = new OutputTail(4);
    const chunk = bytes('abcd');
    tail.push(chunk);
    const kept = tail.bytes();
    chunk.fill(0);
    tail.push(bytes('x'));
    expect(Buffer.from(kept).toString()).toBe('abcd');
    expect(Buffer.from(tail.bytes()).toString()).toBe('bcdx');
  });

  it('holds the end of whatever was pushed, in whatever pieces', () => {
    const chunks = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 20 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), chunks, (maxBytes, pieces) => {
        expect(tailOf(maxBytes, ...pieces)).toBe(pieces.join('').slice(-maxBytes));
      }),
    );
  });
});
