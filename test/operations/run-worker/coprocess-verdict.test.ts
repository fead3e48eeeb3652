import { describe, expect, it } from 'vitest';
import { ResultTooLargeError, SystemError } from '../../../src/errors.js';
import type { CoprocessDeath, CoprocessEnd } from '../../../src/exec/coprocess/index.js';
import { coprocessVerdict } from '../../../src/operations/run-worker/coprocess-verdict.js';
import { functionSettings } from '../../../src/operations/run-worker/pool-file/function-settings-of.js';
import type { FunctionWish } from '../../../src/operations/run-worker/pool-file/function-wish.js';

const verdict = (end: CoprocessEnd, wish: FunctionWish = {}) =>
  coprocessVerdict(end, functionSettings('f', { timeoutMs: 30_000, idleTimeoutMs: 5000, ...wish }, { env: {} }));

const death = (details: Partial<CoprocessDeath> = {}): CoprocessDeath => ({
  ...{ type: 'died', message: 'co-process died (SIGSEGV)', blame: 'sole', deaths: 1, isPoison: false },
  ...details,
});

const bytes = Buffer.from('x');

describe('the verdict on a job of a co-process', () => {
  it.each<[CoprocessEnd, object]>([
    [{ type: 'complete', data: bytes }, { type: 'complete' }],
    [
      { type: 'fail', message: 'no' },
      { type: 'fail', as: 'fail', reason: 'no' },
    ],
    [
      { type: 'fail', message: '' },
      { type: 'fail', as: 'fail', reason: 'failed by the co-process' },
    ],
    [
      { type: 'exception', data: bytes },
      { type: 'fail', as: 'exception', text: bytes },
    ],
    [
      { type: 'retry', afterMs: 500 },
      { type: 'fail', retry: { afterMs: 500 } },
    ],
    [
      { type: 'timed-out', limit: 'timeout' },
      { type: 'fail', reason: 'timed out after 30s', isTimeout: true, retry: {} },
    ],
    [
      { type: 'timed-out', limit: 'idle' },
      { type: 'fail', reason: 'silent for 5s', isTimeout: true, retry: {} },
    ],
    [{ type: 'cancelled' }, { type: 'give-back', reason: 'stopped' }],
    [
      { type: 'refused', error: new ResultTooLargeError('too much') },
      { type: 'fail', reason: 'too much' },
    ],
    [
      { type: 'refused', error: new SystemError('no more') },
      { type: 'give-back', reason: 'no more' },
    ],
  ])('of %j', (end, expected) => {
    expect(verdict(end)).toMatchObject(expected);
  });

  it('is an exception for a failure where that is wanted', () => {
    expect(verdict({ type: 'fail', message: 'no' }, { exceptions: true })).toMatchObject({ as: 'exception' });
  });

  it('on one whose process died is another try, as often as there may be', () => {
    expect(verdict(death())).toMatchObject({ type: 'fail', reason: 'co-process died (SIGSEGV)' });
    expect(verdict(death())).not.toHaveProperty('retry');
    expect(verdict(death(), { retries: 1 })).toEqual({ type: 'give-back', reason: 'co-process died (SIGSEGV)' });
  });

  it('on one that had company at the death of its process is another try in any case', () => {
    expect(verdict(death({ blame: 'shared' })).type).toBe('give-back');
    expect(verdict(death({ blame: 'none', deaths: 0 })).type).toBe('give-back');
  });

  it('on poison is a failure, however often it might be tried', () => {
    const reason = 'co-process died (SIGSEGV) for the second time';
    expect(verdict(death({ deaths: 2, isPoison: true }), { retries: 9 })).toMatchObject({ type: 'fail', reason });
  });

  it('where no process can be kept alive is that the worker is of no use', () => {
    const error = new SystemError('the co-process died again and again');
    expect(verdict({ type: 'given-up', error })).toMatchObject({
      type: 'give-back',
      trouble: { error, isFatal: true },
    });
  });
});
