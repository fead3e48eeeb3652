import { describe, expect, it } from 'vitest';
import { Suspects } from '../../../src/exec/coprocess/suspects.js';

describe('Suspects', () => {
  it('know a job after its first death, and as poison at the second', () => {
    const suspects = new Suspects();
    expect(suspects.has('a')).toBe(false);
    expect(suspects.died('a')).toEqual({ deaths: 1, isPoison: false });
    expect(suspects.has('a')).toBe(true);
    expect(suspects.died('a')).toEqual({ deaths: 2, isPoison: true });
    expect(suspects.has('a')).toBe(false);
  });

  it('forget a job that was done', () => {
    const suspects = new Suspects();
    suspects.died('a');
    suspects.clear('a');
    expect(suspects.died('a').deaths).toBe(1);
  });

  it('remember no more than a thousand, the latest', () => {
    const suspects = new Suspects();
    for (let job = 0; job < 1_001; job++) suspects.died(`${job}`);
    expect(suspects.has('0')).toBe(false);
    expect(suspects.has('1')).toBe(true);
    expect(suspects.has('1000')).toBe(true);
  });
});
