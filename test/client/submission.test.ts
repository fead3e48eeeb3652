import { describe, expect, it } from 'vitest';
import { submissionOf, submissionPacket, workloadBytes } from '../../src/client/submission.js';
import type { SubmitOptions } from '../../src/client/task.js';
import { NameError, UsageError } from '../../src/errors.js';

const data = new Uint8Array([1, 2, 3]);
const packet = (options: SubmitOptions, name = 'wc') => submissionPacket(submissionOf(name, options), data);

describe('a submission', () => {
  it.each([
    [{}, 'SUBMIT_JOB'],
    [{ priority: 'high' }, 'SUBMIT_JOB_HIGH'],
    [{ priority: 'low' }, 'SUBMIT_JOB_LOW'],
    [{ background: true }, 'SUBMIT_JOB_BG'],
    [{ background: true, priority: 'high' }, 'SUBMIT_JOB_HIGH_BG'],
    [{ background: true, priority: 'low' }, 'SUBMIT_JOB_LOW_BG'],
  ] as const)('with %o is a %s', (options, type) => {
    expect(packet({ ...options, unique: 'u' })).toEqual({ type, functionName: 'wc', unique: 'u', data });
  });

  it('with a time is a background job of that second, or the next', () => {
    const runAt = new Date('2030-01-01T00:00:00.001Z');
    expect(submissionOf('wc', { runAt }).background).toBe(true);
    expect(packet({ runAt })).toMatchObject({ type: 'SUBMIT_JOB_EPOCH', epochSeconds: '1893456001', unique: '' });
    expect(packet({ runAt: new Date(-5000) })).toMatchObject({ epochSeconds: '0' });
  });

  it('with a reducer names it, and no aggregator', () => {
    const reduced = { functionName: 'wc', unique: '', reducer: 'sum', aggregator: '', data };
    expect(packet({ reducer: 'sum' })).toEqual({ type: 'SUBMIT_REDUCE_JOB', ...reduced });
    expect(packet({ reducer: 'sum', background: true })).toEqual({ type: 'SUBMIT_REDUCE_JOB_BACKGROUND', ...reduced });
  });

  it('carries names as UTF-8', () => {
    expect(packet({ unique: 'ü' }, 'größe')).toMatchObject({ functionName: 'grÃ¶Ã\u009fe', unique: 'Ã¼' });
    expect(packet({ unique: '-' })).toMatchObject({ unique: '-' });
  });

  it('carries byte strings as they are, if they are some', () => {
    const bytes = { functionName: '\xff', unique: '\xfe' };
    expect(packet({ asBytes: true, unique: '\xfe' }, '\xff')).toMatchObject(bytes);
  });

  it.each([
    ['', {}],
    ['a\0b', {}],
    ['x'.repeat(513), {}],
    ['wc', { unique: 'u'.repeat(64) }],
    ['wc', { unique: 'ü'.repeat(32) }],
    ['wc', { unique: 'a\0' }],
    ['wc', { reducer: '' }],
  ])('is refused with a NameError: function %j with %o', (name, options) => {
    expect(() => submissionOf(name, options)).toThrow(NameError);
  });

  it.each([
    [{ priority: 'urgent' as 'high' }],
    [{ runAt: new Date(), priority: 'high' as const }],
    [{ reducer: 'sum', priority: 'low' as const }],
    [{ reducer: 'sum', runAt: new Date() }],
    [{ runAt: new Date('nonsense') }],
  ])('is refused with a UsageError: %o', (options) => {
    expect(() => submissionOf('wc', options)).toThrow(UsageError);
  });
});

describe('a workload', () => {
  it('is bytes, or text as UTF-8', () => {
    expect(workloadBytes(data)).toBe(data);
    expect(workloadBytes('hé')).toEqual(new Uint8Array([0x68, 0xc3, 0xa9]));
  });

  it('is nothing else', () => {
    expect(() => workloadBytes(5 as unknown as string)).toThrow(UsageError);
  });
});
