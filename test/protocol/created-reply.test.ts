import { describe, expect, it } from 'vitest';
import { CreatedReply, encodePacket } from '../../src/protocol/index.js';

const NUMBERS = [1, 9, 10, 99, 4_294_967_295, 4_294_967_296, 2 ** 31 - 1, 2 ** 31, 28_166_400_000_001, 2 ** 53 - 1];

describe('the answer JOB_CREATED', () => {
  it.each(NUMBERS)('is the packet for the handle with the number %d', (number) => {
    const reply = new CreatedReply('H:web\u{e9}');
    const target = new Uint8Array(reply.maxBytes + 5);
    const end = reply.write(number, target, 5);
    const expected = encodePacket('RES', { type: 'JOB_CREATED', handle: `H:web\u{e9}:${number}` });
    expect(target.subarray(5, end)).toEqual(expected);
    expect(expected.length).toBeLessThanOrEqual(reply.maxBytes);
  });
});
