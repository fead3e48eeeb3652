import fc from 'fast-check';
import type { Codec } from '../../../src/exec/coprocess/codec.js';
import type { Order, Word } from '../../../src/exec/coprocess/message.js';
import { OrderBuffer } from '../../../src/exec/coprocess/order-buffer.js';

/** All words of a stream that comes in pieces of these sizes, the rest in one. Data is copied, as text of latin1. */
export function decodeCut(codec: Codec, bytes: Uint8Array, sizes: readonly number[] = []): unknown[] {
  const words: unknown[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    for (const word of codec.decode(Buffer.from(bytes.subarray(at, at + size)))) words.push(plainWord(word));
    at += size;
  }
  return words;
}

function plainWord(word: Word): unknown {
  return 'data' in word ? { ...word, data: Buffer.from(word.data).toString('latin1') } : word;
}

/** The bytes of an order. */
export function encoded(codec: Codec, order: Order): Buffer {
  const output = new OrderBuffer();
  codec.encode(order, output);
  return Buffer.concat(output.take());
}

/** Sizes of pieces, most of them small. */
export const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 50_000 })));

/** Bytes, some with many that have a meaning somewhere. */
export const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.constantFrom(...Buffer.from('\n\r\\n"\0{}\x7f\t')), { maxLength: 100 })
    .map((list) => Uint8Array.from(list)),
);

/** Text without halves of characters, some of it longer than what is small. */
export const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0001', 'ü', '€', '😀', 'a'), maxLength: 60 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }).map((part) => part.repeat(10_000)),
);
