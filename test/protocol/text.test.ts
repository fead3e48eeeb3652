import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameError } from '../../src/errors.js';
import { bytesOf, decodeText, encodeText, readByteString } from '../../src/protocol/byte-string.js';
import { describePacket } from '../../src/protocol/describe.js';
import { clientIdOf, functionNameOf, handleOf, uniqueOf } from '../../src/protocol/names.js';
import { bytes } from './wire.js';

describe('a byte string', () => {
  it('holds any bytes and gives them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000 }), (original) => {
        expect(bytesOf(readByteString(original))).toEqual(original);
      }),
    );
  });

  it('carries text as UTF-8 and gives it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => void expect(decodeText(encodeText(text))).toBe(text)),
    );
    expect(encodeText('größe')).toBe('gr\xc3\xb6\xc3\x9fe');
  });

  it('that is no UTF-8 is shown byte by byte', () => {
    expect(decodeText('\xff\xfe')).toBe('\xff\xfe');
  });
});

describe('a name', () => {
  it('may hold tabs and spaces, but no NUL, and functions and handles may not be empty', () => {
    expect(functionNameOf('prefix\tmy job')).toBe('prefix\tmy job');
    expect(uniqueOf('')).toBe('');
    for (const wrong of [
      () => functionNameOf(''),
      () => functionNameOf('a\0b'),
      () => uniqueOf('a\0'),
      () => handleOf(''),
    ]) {
      expect(wrong).toThrow(NameError);
    }
  });

  it('is measured in bytes of UTF-8', () => {
    expect(uniqueOf('ö'.repeat(31))).toHaveLength(62);
    expect(() => uniqueOf('ö'.repeat(32))).toThrow(/64 bytes/);
    expect(uniqueOf('x'.repeat(63))).toHaveLength(63);
    expect(() => uniqueOf('x'.repeat(64))).toThrow(NameError);
    expect(() => functionNameOf('x'.repeat(513))).toThrow(NameError);
    expect(() => handleOf('x'.repeat(64))).toThrow(NameError);
    expect(() => clientIdOf('x'.repeat(128))).toThrow(NameError);
  });
});

describe('the debug printer', () => {
  it('prints a packet on one line, whatever its bytes are', () => {
    const data = bytes(`say "hi"\\\n\0\x1b${'x'.repeat(60)}`);
    expect(describePacket('REQ', { type: 'SUBMIT_JOB', functionName: 'my job', unique: '', data })).toBe(
      `REQ SUBMIT_JOB functionName="my job" unique="" data=72 bytes "say \\"hi\\"\\\\\\x0a\\x00\\x1b${'x'.repeat(36)}"…`,
    );
    expect(describePacket('RES', { type: 'JOB_CREATED', handle: 'H:q1:81' })).toBe('RES JOB_CREATED handle=H:q1:81');
  });
});
