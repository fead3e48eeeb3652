import { describe, expect, it } from 'vitest';
import { ProgressReader } from '../../../../src/operations/run-worker/control/progress-reader.js';

const PERCENT = /(\d+(?:\.\d+)?)%/;

function read(pattern: RegExp, ...chunks: string[]) {
  const reader = new ProgressReader(pattern);
  return chunks.map((chunk) => {
    const word = reader.take(Buffer.from(chunk));
    return word && `${word.numerator}/${word.denominator}`;
  });
}

describe('progress in what a command writes', () => {
  it('is percent where the pattern has one group, on lines ended either way', () => {
    expect(read(PERCENT, 'frame 1 10%\r', 'nothing\n', '12.5%\n')).toEqual(['10/100', undefined, '125/1000']);
  });

  it('is a part of a whole where it has two', () => {
    expect(read(/(\d+) of (\d+)/, 'file 3 of 7\n')).toEqual(['3/7']);
  });

  it('is found when its line is complete, however it is cut, and the last one counts', () => {
    expect(read(PERCENT, '4', '2', '%', '\r')).toEqual([undefined, undefined, undefined, '42/100']);
    expect(read(PERCENT, '1%\r2%\r3%\rnone\r4')).toEqual(['3/100']);
  });

  it('is found in a last line without an end', () => {
    const reader = new ProgressReader(PERCENT);
    reader.take(Buffer.from('\r98%\r 99%'));
    expect(reader.end()).toMatchObject({ numerator: 99, denominator: 100 });
    expect(reader.end()).toBeUndefined();
  });

  it('takes no more memory for a line without an end', () => {
    expect(read(PERCENT, `7%${'x'.repeat(10_000)}`, '8%\n')).toEqual([undefined, '8/100']);
  });
});
