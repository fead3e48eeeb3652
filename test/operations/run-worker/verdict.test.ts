import { describe, expect, it } from 'vitest';
import { AbortedError, CommandNotFoundError, ResultTooLargeError, SystemError } from '../../../src/errors.js';
import { outputVerdict, verdictOf } from '../../../src/operations/run-worker/verdict.js';

const ended = { pid: 4711, durationMs: 5 };

describe('the verdict on a command', () => {
  it('is complete for exit 0 alone', () => {
    expect(verdictOf({ type: 'exited', exitCode: 0, ...ended }, 0)).toMatchObject({ type: 'complete', reason: '' });
    expect(verdictOf({ type: 'exited', exitCode: 3, ...ended }, 0)).toEqual({
      type: 'fail',
      reason: 'exit 3',
      exitCode: 3,
      signal: null,
    });
  });

  it('names the signal that killed it', () => {
    expect(verdictOf({ type: 'signaled', signal: 'SIGSEGV', ...ended }, 0)).toEqual({
      type: 'fail',
      reason: 'killed by SIGSEGV',
      exitCode: null,
      signal: 'SIGSEGV',
    });
  });

  it('is a failure for a time-out, even if the command then exits with 0', () => {
    expect(verdictOf({ type: 'timed-out', exitCode: 0, signal: null, ...ended }, 30_000)).toEqual({
      type: 'fail',
      reason: 'timed out after 30s',
      exitCode: 0,
      signal: null,
    });
  });

  it('gives the job back when the command was stopped, even if it then exits with 0', () => {
    for (const outcome of [
      { type: 'stopped', exitCode: 0, signal: null, ...ended },
      { type: 'not-started', error: new AbortedError('the command was not started') },
    ] as const) {
      const verdict = verdictOf(outcome, 0);
      expect(verdict).toMatchObject({ type: 'requeue', reason: 'stopped' });
      expect(verdict.trouble).toBeUndefined();
    }
  });

  it('gives the job back when the command could not be started, and says what is wrong here', () => {
    for (const error of [new SystemError('cannot start rev: EAGAIN'), new CommandNotFoundError('cannot find rev')]) {
      expect(verdictOf({ type: 'not-started', error }, 0)).toMatchObject({
        type: 'requeue',
        reason: error.message,
        trouble: { error, isFatal: false },
      });
    }
  });

  it('is a failure when the output could not be taken', () => {
    const verdict = outputVerdict(new ResultTooLargeError('the command wrote more than 5 bytes'));
    expect(verdict).toEqual({
      type: 'fail',
      reason: 'the command wrote more than 5 bytes',
      exitCode: null,
      signal: null,
    });
  });
});
