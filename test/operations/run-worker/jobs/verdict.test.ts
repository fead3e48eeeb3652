import { describe, expect, it } from 'vitest';
import { AbortedError, AccessError, CommandNotFoundError, SystemError } from '../../../../src/errors.js';
import type { CommandOutcome } from '../../../../src/exec/command-outcome.js';
import type { TimeLimits, VerdictSettings } from '../../../../src/operations/run-worker/function-settings.js';
import { type LastWords, verdictOf } from '../../../../src/operations/run-worker/jobs/verdict.js';

const ended = { pid: 4711, durationMs: 5, usage: undefined };
const exit = (exitCode: number): CommandOutcome => ({ type: 'exited', exitCode, ...ended });
const timedOut = (limit: 'timeout' | 'idle'): CommandOutcome => ({
  ...{ type: 'timed-out', limit, exitCode: 0, signal: null, ...ended },
});

const limits: TimeLimits = {
  ...{ timeoutMs: 30_000, idleTimeoutMs: 2500, endSequence: [], serverTimeoutMs: 0, maxWaitMs: 0 },
};

/** Judges with 75 for a retry, 7 for an exception and 9 for a stop. */
function judge(outcome: CommandOutcome, said: LastWords = {}, settings: Partial<VerdictSettings> = {}) {
  const usual = { exceptions: false, retryCodes: new Set([75]), exceptionCodes: new Set([7]), stopCodes: new Set([9]) };
  return verdictOf(outcome, said, { ...usual, ...settings }, limits);
}

const failed = { type: 'fail', as: 'fail', isTimeout: false, stopsWorker: false };
const text = Buffer.from('no disk');

describe('the verdict on a command', () => {
  it.each([
    ['exit 0', exit(0), {}, { type: 'complete' }],
    ['exit 0 after last words', exit(0), { exception: text, retry: {} }, { type: 'complete' }],
    ['another exit', exit(3), {}, { ...failed, reason: 'exit 3' }],
    [
      'an exception on the channel',
      exit(3),
      { exception: text },
      { ...failed, as: 'exception', reason: 'exit 3', text },
    ],
    ['a code of exceptions', exit(7), {}, { ...failed, as: 'exception', reason: 'exit 7' }],
    ['a code of retries', exit(75), {}, { ...failed, reason: 'exit 75', retry: {} }],
    [
      'a retry on the channel',
      exit(3),
      { retry: { afterMs: 9 } },
      { ...failed, reason: 'exit 3', retry: { afterMs: 9 } },
    ],
    ['a retry without a time', exit(3), { retry: {} }, { ...failed, reason: 'exit 3', retry: {} }],
    ['a stop code', exit(9), { retry: {} }, { ...failed, reason: 'exit 9', stopsWorker: true }],
  ])('for %s', (_what, outcome, said, verdict) => {
    expect(judge(outcome, said)).toEqual(verdict);
  });

  it('names the signal that killed it, whatever it said before', () => {
    const killed: CommandOutcome = { type: 'signaled', signal: 'SIGSEGV', ...ended };
    expect(judge(killed, { exception: text, retry: {} })).toEqual({ ...failed, reason: 'killed by SIGSEGV' });
  });

  it('is a failure for a time-out that may be tried again, even if the command then exits with 0', () => {
    const late = { ...failed, isTimeout: true, retry: {} };
    expect(judge(timedOut('timeout'))).toEqual({ ...late, reason: 'timed out after 30s' });
    expect(judge(timedOut('idle'))).toEqual({ ...late, reason: 'silent for 2.5s' });
  });

  it('makes exceptions of all failures where it is to', () => {
    for (const outcome of [exit(3), timedOut('idle'), { type: 'signaled', signal: 'SIGKILL', ...ended } as const]) {
      expect(judge(outcome, {}, { exceptions: true })).toMatchObject({ type: 'fail', as: 'exception' });
    }
  });

  it('gives the job back when the command was stopped, even if it then exits with 0', () => {
    for (const outcome of [
      { type: 'stopped', exitCode: 0, signal: null, ...ended },
      { type: 'stopped', exitCode: null, signal: null, ...ended },
      { type: 'not-started', error: new AbortedError('the command was not started') },
    ] as const) {
      expect(judge(outcome)).toEqual({ type: 'give-back', reason: 'stopped' });
    }
  });

  it('gives the job back when the command could not be started, and says what is wrong here', () => {
    for (const error of [new SystemError('cannot start rev: EAGAIN'), new CommandNotFoundError('cannot find rev')]) {
      expect(judge({ type: 'not-started', error })).toEqual({
        ...{ type: 'give-back', reason: error.message, trouble: { error, isFatal: false } },
      });
    }
  });

  it('says that there is no use in trying again where the command is not permitted what it is to have', () => {
    const error = new AccessError('may not become nobody');
    expect(judge({ type: 'not-started', error })).toMatchObject({
      type: 'give-back',
      trouble: { error, isFatal: true },
    });
  });
});
