import { describe, expect, it } from 'vitest';
import { attemptUnique, parseAttemptUnique } from '../../../../src/operations/run-worker/retry/attempt-unique.js';

describe('the unique ID of a further attempt', () => {
  it('tells the ID that the job had, and which attempt it is', () => {
    expect(attemptUnique('img-17', 2)).toBe('img-17~attempt-2');
    expect(parseAttemptUnique('img-17~attempt-2')).toEqual({ unique: 'img-17', attempt: 2 });
    expect(parseAttemptUnique('a\n~attempt-1~attempt-12')).toEqual({ unique: 'a\n~attempt-1', attempt: 12 });
  });

  it('is a first attempt in any other form', () => {
    for (const unique of ['', 'img-17', 'img~attempt-', 'img~attempt-0', 'img~attempt-2x', 'img~attempt-1234567']) {
      expect(parseAttemptUnique(unique)).toEqual({ unique, attempt: 1 });
    }
  });

  it('is new for a job that has none, for two of one ID would become one job', () => {
    for (const unique of ['', '-']) {
      expect(attemptUnique(unique, 2)).toMatch(/^[0-9a-f]{24}~attempt-2$/);
      expect(attemptUnique(unique, 2)).not.toBe(attemptUnique(unique, 2));
    }
  });

  it('has the hash of an ID that leaves no room, the same in all attempts', () => {
    const long = 'ä'.repeat(30);
    const second = attemptUnique(long, 2);
    expect(Buffer.byteLength(second)).toBeLessThanOrEqual(63);
    const { unique, attempt } = parseAttemptUnique(second);
    expect([attempt, attemptUnique(unique, 3)]).toEqual([2, second.replace('-2', '-3')]);
  });
});
