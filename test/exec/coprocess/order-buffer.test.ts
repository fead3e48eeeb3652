import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderBuffer } from '../../../src/exec/coprocess/order-buffer.js';

describe('OrderBuffer', () => {
  it('gives all that was added, in order, whatever the sizes', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 50 }),
      fc.integer({ min: 0, max: 70_000 }).map((size) => Buffer.alloc(size, 'x')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece)), (turns) => {
        const buffer = new OrderBuffer();
        const taken = turns.map((pieces) => {
          for (const added of pieces) typeof added === 'string' ? buffer.addText(added) : buffer.addBytes(added);
          return buffer.take();
        });
        // What was taken stays as it is when more is added.
        const expected = turns.map((pieces) => Buffer.concat(pieces.map((added) => Buffer.from(added as Uint8Array))));
        expect(
          taken.map((pieces) => Buffer.compare(Buffer.concat(pieces), expected[taken.indexOf(pieces)] ?? Buffer.of(1))),
        ).toEqual(turns.map(() => 0));
      }),
    );
  });

  it('gathers what is small and does not copy what is large', () => {
    const buffer = new OrderBuffer();
    const large = Buffer.alloc(100_000);
    buffer.addText('a');
    buffer.addUint32(0x62636465);
    buffer.addBytes(large);
    buffer.addText('f');
    const pieces = buffer.take();
    expect(pieces.map((piece) => piece.length)).toEqual([5, 100_000, 1]);
    expect(pieces[0]?.toString()).toBe('abcde');
    expect(pieces[1]).toBe(large);
    expect(buffer.take()).toEqual([]);
  });
});
