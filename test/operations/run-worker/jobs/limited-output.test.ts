import { describe, expect, it } from 'vitest';
import { ResultTooLargeError } from '../../../../src/errors.js';
import { LimitedOutput, type OutputLimits } from '../../../../src/operations/run-worker/jobs/limited-output.js';
import { resultOutput } from '../../../../src/operations/run-worker/result-output.js';

function limited(limits: Partial<OutputLimits>): LimitedOutput {
  const nowhere = { sendData: () => undefined, flushed: () => Promise.resolve() };
  const output = resultOutput('complete', nowhere, Number.POSITIVE_INFINITY);
  return new LimitedOutput(output, { maxBytes: 10, onExcess: 'fail', keptBytes: 0, ...limits });
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('a result with a limit', () => {
  it('may be just so long', () => {
    const output = limited({});
    for (const chunk of ['12345', '67890']) output.take(Buffer.from(chunk));
    expect([output.bytes, output.isTruncated, text(output.rest())]).toEqual([10, false, '1234567890']);
  });

  it('is given up when it gets longer', () => {
    const output = limited({});
    output.take(Buffer.from('12345678'));
    expect(() => output.take(Buffer.from('901'))).toThrow(ResultTooLargeError);
    expect(text(output.rest())).toBe('');
  });

  it('is cut where that is wanted, and all the rest left out', () => {
    const output = limited({ onExcess: 'truncate' });
    for (const chunk of ['12345678', '901', '2345']) output.take(Buffer.from(chunk));
    expect([output.bytes, output.isTruncated, text(output.rest())]).toEqual([10, true, '1234567890']);
  });

  it('has its first bytes kept, whatever became of them', () => {
    for (const keptBytes of [0, 3, 4, 7, 100]) {
      const output = limited({ keptBytes });
      for (const chunk of ['1234', '5678']) output.take(Buffer.from(chunk));
      output.rest();
      expect(text(output.head())).toBe('12345678'.slice(0, keptBytes));
    }
  });
});
