import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketTooLargeError, ProtocolError } from '../../src/errors.js';
import { encodePacket } from '../../src/protocol/encode.js';
import { FrameDecoder, type FrameLimits } from '../../src/protocol/frame-decoder.js';
import { anyPacket } from './packet-generator.js';
import { bytes, wire } from './wire.js';

/** Decodes chunks and lists what came out, one string each. */
function decode(chunks: readonly Uint8Array[], limits: FrameLimits = {}): string[] {
  const found: string[] = [];
  const decoder = new FrameDecoder(
    {
      packet: (magic, number, body) => found.push(`${magic} ${number} ${Buffer.from(body).toString('latin1')}`),
      line: (line) => found.push(`line ${line}`),
    },
    limits,
  );
  for (const chunk of chunks) decoder.push(chunk);
  return found;
}

/** Cuts bytes at the given places. */
function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, index) => whole.subarray(at[index], end));
}

const units = fc.array(
  fc.oneof(
    anyPacket.map((packet) => encodePacket('RES', packet)),
    fc.stringMatching(/^[ -~]{1,40}$/).map((line) => bytes(`${line}\n`)),
  ),
  { maxLength: 12 },
);

describe('a frame decoder', () => {
  it('finds packets and lines in one stream, in order', () => {
    const stream = Buffer.concat([bytes('version\r\n'), wire('RES', 8, 'H:h:1'), wire('REQ', 9), bytes('status\n')]);
    expect(decode([stream])).toEqual(['line version', 'RES 8 H:h:1', 'REQ 9 ', 'line status']);
  });

  it('finds the same however the stream is cut', () => {
    fc.assert(
      fc.property(units, fc.array(fc.nat(), { maxLength: 30 }), (parts, places) => {
        const stream = Buffer.concat(parts);
        expect(decode(cut(stream, places))).toEqual(decode([stream]));
      }),
    );
  });

  it('finds the same in a stream of single bytes', () => {
    fc.assert(
      fc.property(units, (parts) => {
        const stream = Buffer.concat(parts);
        expect(decode(Array.from(stream, (_, at) => stream.subarray(at, at + 1)))).toEqual(decode([stream]));
      }),
      { numRuns: 50 },
    );
  });

  it('assembles a large body from large and small pieces', () => {
    const body = Buffer.alloc(300_000, 'gearman ');
    const stream = Buffer.concat([wire('RES', 17, body.toString('latin1')), wire('RES', 10)]);
    const cuts = [5, 12, 13, 20_000, 20_001, 90_000, 106_385, 106_386, 250_000];
    expect(decode(cut(stream, cuts))).toEqual([`RES 17 ${body.toString('latin1')}`, 'RES 10 ']);
  });

  it('does not copy a body that arrives whole', () => {
    const chunk = wire('RES', 17, 'workload');
    let body: Uint8Array | undefined;
    new FrameDecoder({ packet: (_magic, _number, found) => (body = found), line: () => undefined }).push(chunk);
    expect(body?.buffer).toBe(chunk.buffer);
  });

  it('survives any garbage: it ends in an error or waits for more, and holds no more than it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
        try {
          decode(chunks, { maxPacketBytes: 1000 });
        } catch (error) {
          expect([ProtocolError, PacketTooLargeError]).toContain((error as object).constructor);
        }
      }),
    );
  });

  it('refuses a packet whose magic is wrong', () => {
    expect(() => decode([bytes('\0FOO12345678')])).toThrow(ProtocolError);
  });

  it('refuses a packet type that does not exist', () => {
    expect(() => decode([wire('REQ', 0)])).toThrow(ProtocolError);
    expect(() => decode([wire('REQ', 43)])).toThrow(ProtocolError);
  });

  it('refuses a body over its limit at the header, and takes one at its limit', () => {
    const header = wire('REQ', 16, 'x'.repeat(101)).subarray(0, 12);
    expect(() => decode([header], { maxPacketBytes: 100 })).toThrow(PacketTooLargeError);
    expect(decode([wire('REQ', 16, 'x'.repeat(100))], { maxPacketBytes: 100 })).toHaveLength(1);
  });

  it('allows 64 MiB unless told otherwise', () => {
    const header = wire('REQ', 16).subarray(0, 12);
    header.writeUInt32BE(64 * 1024 * 1024, 8);
    expect(decode([header])).toEqual([]);
    header.writeUInt32BE(64 * 1024 * 1024 + 1, 8);
    expect(() => decode([header])).toThrow(PacketTooLargeError);
  });

  it('waits for the byte that proves a line too long', () => {
    expect(decode([bytes(`${'x'.repeat(10)}\n`)], { maxLineBytes: 10 })).toHaveLength(1);
    expect(decode([bytes('x'.repeat(11))], { maxLineBytes: 10 })).toEqual([]);
    expect(() => decode([bytes('x'.repeat(12))], { maxLineBytes: 10 })).toThrow(ProtocolError);
    expect(() => decode([bytes(`${'x'.repeat(11)}\n`)], { maxLineBytes: 10 })).toThrow(ProtocolError);
  });

  it('takes one CR from a line end and no other', () => {
    expect(decode([bytes('a\rb\r\r\n\r\n\n')])).toEqual(['line a\rb\r', 'line ', 'line ']);
  });

  it('reads a NUL at the start of a line when it is told to read text only', () => {
    expect(decode([bytes('\0name\t1\t0\t0\n.\n')], { textOnly: true })).toEqual(['line \0name\t1\t0\t0', 'line .']);
  });

  it('stops where its sink says so, in the middle of a chunk', () => {
    const found: string[] = [];
    const decoder = new FrameDecoder({
      packet: () => found.push('packet'),
      line: (line) => {
        found.push(line);
        decoder.stop();
      },
    });
    decoder.push(bytes('first\nsecond\n'));
    decoder.push(bytes('third\n'));
    expect(found).toEqual(['first']);
  });

  it('knows whether a packet or a line is half read', () => {
    const decoder = new FrameDecoder({ packet: () => undefined, line: () => undefined });
    const packet = wire('RES', 17, 'body');
    for (const [end, atBoundary] of [
      [0, true],
      [5, false],
      [12, false],
      [14, false],
      [16, true],
    ] as const) {
      decoder.push(packet.subarray(end === 0 ? 0 : { 5: 0, 12: 5, 14: 12, 16: 14 }[end], end));
      expect(decoder.atBoundary, `after ${end} bytes`).toBe(atBoundary);
    }
  });
});
