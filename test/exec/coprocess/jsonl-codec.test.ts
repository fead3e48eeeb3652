import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/errors.js';
import { JsonlCodec } from '../../../src/exec/coprocess/jsonl-codec.js';
import { bytes, cuts, decodeCut, encoded, text } from './codec-fixture.js';

const MAX_BYTES = 1_000_000;
const READY = { type: 'ready', version: 1, capacity: 3 };

/** A codec, and what a process has said to have its data as Base64. */
function base64Codec(): JsonlCodec {
  const codec = new JsonlCodec(MAX_BYTES);
  decodeCut(codec, line({ ...READY, encoding: 'base64' }));
  return codec;
}

const line = (message: unknown): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);
const latin1 = (utf8: string): string => Buffer.from(utf8).toString('latin1');

describe('JsonlCodec writes', () => {
  it.each([
    [
      { type: 'hello', facts: { functions: ['a'], slot: 2 } },
      '{"type":"hello","version":1,"functions":["a"],"slot":2}\n',
    ],
    [{ type: 'cancel', id: 17, reason: 'timeout' }, '{"type":"cancel","id":17,"reason":"timeout"}\n'],
    [{ type: 'ping', n: 1 }, '{"type":"ping","n":1}\n'],
    [{ type: 'shutdown' }, '{"type":"shutdown"}\n'],
  ] as const)('%j', (order, expected) => {
    expect(encoded(new JsonlCodec(MAX_BYTES), order).toString()).toBe(expected);
  });

  it('a job with type and id first and the data last, as one line of JSON that means the same', () => {
    fc.assert(
      fc.property(text, text, (handle, data) => {
        const order = { type: 'job', id: 17, facts: { handle }, deadlineEpochS: 1.5, data: Buffer.from(data) } as const;
        const json = encoded(new JsonlCodec(MAX_BYTES), order).toString();
        expect(json.startsWith('{"type":"job","id":17,"handle":')).toBe(true);
        expect(json.indexOf('\n')).toBe(json.length - 1);
        expect(JSON.parse(json)).toEqual({ type: 'job', id: 17, handle, deadline: 1.5, data });
      }),
    );
  });

  it('data as Base64 for a process that wants it so', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const order = { type: 'job', id: 1, facts: {}, deadlineEpochS: undefined, data } as const;
        const message = JSON.parse(encoded(base64Codec(), order).toString());
        expect(message).toEqual({ type: 'job', id: 1, data: Buffer.from(data).toString('base64') });
      }),
    );
  });

  it('no data that is no UTF-8, unless as Base64', () => {
    expect(new JsonlCodec(MAX_BYTES).refusal(Buffer.from('ü'))).toBeUndefined();
    expect(new JsonlCodec(MAX_BYTES).refusal(Buffer.from('ü', 'latin1'))).toMatch(/no UTF-8/);
    expect(base64Codec().refusal(Buffer.from('ü', 'latin1'))).toBeUndefined();
  });
});

describe('JsonlCodec reads', () => {
  const message = fc.oneof(
    fc.record({ type: fc.constantFrom('complete', 'data', 'exception'), id: fc.nat(), data: text }),
    fc.record({ data: text, note: text, type: fc.constant('warning'), id: fc.nat() }),
    fc.record({ type: fc.constant('complete'), id: fc.nat(), extra: fc.jsonValue(), data: text }),
  );

  it('what a process says, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        cuts,
        fc.constantFrom(undefined, 1),
        (messages, sizes, indent) => {
          // Some put spaces between everything.
          const lines = messages.map((said) => `${JSON.stringify(said, undefined, indent).replaceAll(/\n */g, ' ')}\n`);
          const words = decodeCut(new JsonlCodec(MAX_BYTES), Buffer.from(lines.join('')), sizes);
          expect(words).toEqual(messages.map(({ type, id, data }) => ({ type, id, data: latin1(data) })));
        },
      ),
    );
  });

  it('data that is Base64, whole, in lines or without padding, from any process that has said so', () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), fc.boolean(), (data, isPadded, isInLines) => {
        const padded = Buffer.from(data).toString('base64');
        const stripped = isPadded ? padded : padded.replace(/=+$/, '');
        const written = isInLines ? stripped.replace(/(.{7})/g, '$1\r\n') : stripped;
        const [word] = decodeCut(base64Codec(), line({ type: 'complete', id: 1, data: written }));
        expect(word).toEqual({ type: 'complete', id: 1, data: Buffer.from(data).toString('latin1') });
      }),
    );
  });

  it('no data that is none of what was agreed', () => {
    const wrong = { type: 'malformed', id: 1, endsJob: true };
    expect(decodeCut(base64Codec(), line({ type: 'complete', id: 1, data: 'no Base64!' }))).toEqual([
      { ...wrong, reason: 'complete with data that is no Base64' },
    ]);
    expect(decodeCut(new JsonlCodec(MAX_BYTES), line({ type: 'complete', id: 1, data: '\ud800' }))).toEqual([
      { ...wrong, reason: 'complete with data that is no UTF-8' },
    ]);
  });

  it('any bytes, without fail, and as the same words wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(bytes), cuts, (parts, sizes) => {
        const stream = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n{"type":"pong","n":1}\n')]));
        const whole = decodeCut(new JsonlCodec(MAX_BYTES), stream);
        expect(decodeCut(new JsonlCodec(MAX_BYTES), stream, sizes)).toEqual(whole);
        expect(whole.filter((word) => (word as { type: string }).type === 'pong')).toHaveLength(parts.length);
      }),
    );
  });

  it('what is no message as stray, of long lines only the begin, and no empty lines', () => {
    const words = decodeCut(
      new JsonlCodec(100_000),
      Buffer.from(`\n \n[1]\n"x"\n{oops\n${'y'.repeat(1_000_000)}\n`),
      [7],
    );
    expect(words.map((word) => (word as { text: string }).text)).toEqual(['[1]', '"x"', '{oops', 'y'.repeat(4096)]);
  });

  it('no message that is larger than it may be', () => {
    const codec = new JsonlCodec(100_000);
    expect(() => decodeCut(codec, Buffer.from(`{"data":"${'y'.repeat(100_000)}`))).toThrow(ProtocolError);
  });
});
