import { describe, expect, it } from 'vitest';
import { ErrorBackoff } from '../../../../src/operations/run-worker/retry/error-backoff.js';

/** The rests after so many failures in a row. */
const rests = (backoff: ErrorBackoff, count: number) => Array.from({ length: count }, () => backoff.failed());

describe('a worker whose jobs all fail', () => {
  it('rests from so many failures on, twice as long each time, up to a minute', () => {
    expect(rests(new ErrorBackoff(3), 10)).toEqual([0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('begins anew after a success', () => {
    const backoff = new ErrorBackoff(2);
    rests(backoff, 5);
    backoff.succeeded();
    expect(rests(backoff, 2)).toEqual([0, 1000]);
  });

  it('does not rest where it is not told to', () => {
    expect(rests(new ErrorBackoff(0), 3)).toEqual([0, 0, 0]);
  });
});
