import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordSplitter } from '../../../src/operations/submit-jobs/record-splitter.js';

const NEWLINE = 0x0a;

function split(chunks: readonly Uint8Array[], keepSeparator = false): Buffer[] {
  const splitter = new RecordSplitter(NEWLINE, keepSeparator);
  const records = chunks.flatMap((chunk) => splitter.push(chunk));
  const rest = splitter.rest();
  return [...records, ...(rest === undefined ? [] : [rest])].map((record) => Buffer.from(record));
}

const text = (records: readonly Buffer[]) => records.map(String);

describe('a record splitter', () => {
  it('takes the separators off, and leaves the last record whole where it has none', () => {
    expect(text(split([Buffer.from('abc\ndef')]))).toEqual(['abc', 'def']);
    expect(text(split([Buffer.from('abc\ndef\n')]))).toEqual(['abc', 'def']);
  });

  it('gives empty records, but none behind the last separator', () => {
    expect(text(split([Buffer.from('\n\na\n')]))).toEqual(['', '', 'a']);
    expect(split([Buffer.from('')])).toEqual([]);
  });

  it('leaves the separators on if told to', () => {
    expect(text(split([Buffer.from('a\n\nb')], true))).toEqual(['a\n', '\n', 'b']);
  });

  it('gives records as soon as their end has come', () => {
    const splitter = new RecordSplitter(NEWLINE);
    expect(splitter.push(Buffer.from('on')).map(String)).toEqual([]);
    expect(splitter.push(Buffer.from('e\ntwo\nth')).map(String)).toEqual(['one', 'two']);
    expect(String(splitter.rest())).toBe('th');
    expect(splitter.rest()).toBeUndefined();
  });

  it('gives the same records wherever the stream is cut', () => {
    const bytes = fc.array(fc.constantFrom(NEWLINE, 0x00, 0x61, 0xff), { maxLength: 60 });
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(60)), fc.boolean(), (all, cuts, keepSeparator) => {
        const stream = Uint8Array.from(all);
        const ends = [...cuts, 0, stream.length].sort((a, b) => a - b);
        const chunks = ends.slice(1).map((end, index) => stream.subarray(ends[index], end));
        expect(split(chunks, keepSeparator)).toEqual(split([stream], keepSeparator));
      }),
    );
  });

  it('takes a time that grows with the size of a record, not with its square', () => {
    const chunk = Buffer.alloc(4096, 0x61);
    const splitMs = (chunks: number) => {
      const startedAt = performance.now();
      const [record] = split([...new Array<Buffer>(chunks).fill(chunk), Buffer.from('\n')]);
      expect(record).toHaveLength(chunks * chunk.length);
      return performance.now() - startedAt;
    };
    splitMs(1000);
    expect(splitMs(16_000)).toBeLessThan(Math.max(100, 80 * splitMs(1000)));
  });
});
