import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/errors.js';
import { FrameCodec } from '../../../src/exec/coprocess/frame-codec.js';
import { bytes, cuts, decodeCut, encoded } from './codec-fixture.js';

const MAX_BYTES = 1_000_000;

function frame(header: unknown, body: Uint8Array = new Uint8Array(0)): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return Buffer.concat([lengths, json, body]);
}

function lengths(header: number, body: number): Buffer {
  const both = Buffer.alloc(8);
  both.writeUInt32BE(header, 0);
  both.writeUInt32BE(body, 4);
  return both;
}

describe('FrameCodec', () => {
  it('writes the lengths of header and body, the header and the body as it is', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const order = { type: 'job', id: 17, facts: { handle: 'ü' }, deadlineEpochS: 2, data } as const;
        const header = { type: 'job', id: 17, handle: 'ü', deadline: 2 };
        expect(encoded(new FrameCodec(MAX_BYTES), order).equals(frame(header, data))).toBe(true);
      }),
    );
    expect(encoded(new FrameCodec(MAX_BYTES), { type: 'shutdown' }).equals(frame({ type: 'shutdown' }))).toBe(true);
  });

  it('reads what a process says, wherever the stream is cut', () => {
    const said = fc.record({ type: fc.constantFrom('complete', 'data', 'warning'), id: fc.nat(), data: bytes });
    fc.assert(
      fc.property(fc.array(said), cuts, (messages, sizes) => {
        const stream = Buffer.concat(messages.map(({ type, id, data }) => frame({ type, id }, data)));
        expect(decodeCut(new FrameCodec(MAX_BYTES), stream, sizes)).toEqual(
          messages.map(({ type, id, data }) => ({ type, id, data: Buffer.from(data).toString('latin1') })),
        );
      }),
    );
  });

  it('carries a body of 100 MB as it is', () => {
    const body = Buffer.alloc(100_000_000, 'gearman');
    const codec = new FrameCodec(128 * 1024 * 1024);
    const stream = frame({ type: 'complete', id: 1 }, body);
    const words = [];
    for (let at = 0; at < stream.length; at += 65_536) words.push(...codec.decode(stream.subarray(at, at + 65_536)));
    expect(words).toHaveLength(1);
    expect(words[0]).toMatchObject({ type: 'complete', id: 1 });
    expect(words.map((word) => 'data' in word && Buffer.compare(word.data, body))).toEqual([0]);
  });

  it.each([
    ['a header longer than it may be', lengths(1_048_577, 0)],
    ['no header', lengths(0, 5)],
    ['a body longer than it may be', lengths(2, 1_000_001)],
    ['a header that is no JSON', Buffer.concat([lengths(2, 0), Buffer.from('{]')])],
    ['a header that is no object', Buffer.concat([lengths(2, 0), Buffer.from('17')])],
    ['a header that is no UTF-8', Buffer.concat([lengths(3, 0), Buffer.from('"ü"', 'latin1')])],
  ])('does not follow %s', (_, stream) => {
    expect(() => decodeCut(new FrameCodec(MAX_BYTES), stream)).toThrow(ProtocolError);
  });

  it('takes any bytes without fail, or says that it cannot follow', () => {
    fc.assert(
      fc.property(bytes, cuts, (stream, sizes) => {
        try {
          decodeCut(new FrameCodec(MAX_BYTES), stream, sizes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
