import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/errors.js';
import { LinesCodec } from '../../../src/exec/coprocess/lines-codec.js';
import { bytes, cuts, decodeCut, encoded } from './codec-fixture.js';

const MAX_BYTES = 100_000;

const job = (data: Uint8Array) => ({ type: 'job', id: 5, facts: {}, deadlineEpochS: undefined, data }) as const;

describe('LinesCodec', () => {
  it('writes a workload as a line, and nothing else', () => {
    const codec = new LinesCodec(MAX_BYTES, false);
    expect(encoded(codec, job(Buffer.from('a\\b'))).toString()).toBe('a\\b\n');
    expect(encoded(codec, { type: 'hello', facts: {} })).toHaveLength(0);
    expect(encoded(codec, { type: 'cancel', id: 1, reason: 'drain' })).toHaveLength(0);
    expect(encoded(codec, { type: 'shutdown' })).toHaveLength(0);
  });

  it('refuses a workload with a newline, unless it is to escape it', () => {
    expect(new LinesCodec(MAX_BYTES, false).refusal(Buffer.from('a\n'))).toBe('the workload has a newline in it');
    expect(new LinesCodec(MAX_BYTES, false).refusal(Buffer.from('a'))).toBeUndefined();
    expect(new LinesCodec(MAX_BYTES, true).refusal(Buffer.from('a\n'))).toBeUndefined();
    expect(encoded(new LinesCodec(MAX_BYTES, true), job(Buffer.from('a\nb\\c'))).toString()).toBe('a\\nb\\\\c\n');
  });

  it('gets any bytes back from a process that echoes, wherever the stream is cut', () => {
    fc.assert(
      fc.property(bytes, cuts, (data, sizes) => {
        const codec = new LinesCodec(MAX_BYTES, true);
        const line = encoded(codec, job(data));
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const result = { type: 'complete', id: 5, data: Buffer.from(data).toString('latin1') };
        expect(decodeCut(codec, line, sizes)).toEqual([result]);
      }),
    );
  });

  it('takes a line as it is when it is not to escape', () => {
    const codec = new LinesCodec(MAX_BYTES, false);
    encoded(codec, job(Buffer.from('x')));
    expect(decodeCut(codec, Buffer.from('a\\n\r\n'))).toEqual([{ type: 'complete', id: 5, data: 'a\\n\r' }]);
  });

  it('does not go on after a line that belongs to no job: the next would be taken for the result of another', () => {
    const codec = new LinesCodec(MAX_BYTES, false);
    encoded(codec, job(Buffer.from('x')));
    const words = codec.decode(Buffer.from('one\ntwo\n'))[Symbol.iterator]();
    expect(words.next().value).toMatchObject({ type: 'complete' });
    expect(() => words.next()).toThrow(ProtocolError);
  });

  it('takes no line that is longer than it may be', () => {
    const codec = new LinesCodec(MAX_BYTES, false);
    expect(() => decodeCut(codec, Buffer.alloc(MAX_BYTES + 1, 'x'))).toThrow(ProtocolError);
  });
});
