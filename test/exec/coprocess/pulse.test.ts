import { describe, expect, it } from 'vitest';
import { Pulse } from '../../../src/exec/coprocess/pulse.js';

describe('Pulse', () => {
  it('has an idle process asked after half a minute, and takes it for silent when it does not answer in time', () => {
    const pulse = new Pulse(10_000, 0);
    expect(pulse.check(29_999, true)).toBe('wait');
    expect(pulse.check(30_000, true)).toBe('ask');
    expect(pulse.check(40_000, true)).toBe('wait');
    expect(pulse.check(40_001, true)).toBe('silent');
  });

  it('is content with any word', () => {
    const pulse = new Pulse(10_000, 0);
    pulse.check(30_000, true);
    pulse.heard();
    expect(pulse.check(41_000, true)).toBe('wait');
    expect(pulse.check(71_000, true)).toBe('ask');
  });

  it('leaves a process alone that has a job', () => {
    const pulse = new Pulse(10_000, 0);
    expect(pulse.check(1_000_000, false)).toBe('wait');
  });
});
