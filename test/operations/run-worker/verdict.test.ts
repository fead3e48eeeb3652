import { describe, expect, it } from 'vitest';
import { AbortedError, CommandNotFoundError, SystemError } from '../../../src/errors.js';
import { failureText, verdictOf } from '../../../src/operations/run-worker/verdict.js';

const ended = { pid: 4711, durationMs: 5 };

describe('the verdict on a command', () => {
  it('is complete for exit 0 alone', () => {
    expect(verdictOf({ type: 'exited', exitCode: 0, ...ended }, 0)).toEqual({ type: 'complete' });
    expect(verdictOf({ type: 'exited', exitCode: 3, ...ended }, 0)).toEqual({ type: 'fail', reason: 'exit 3' });
  });

  it('names the signal that killed it', () => {
    expect(verdictOf({ type: 'signaled', signal: 'SIGSEGV', ...ended }, 0)).toEqual({
      type: 'fail',
      reason: 'killed by SIGSEGV',
    });
  });

  it('is a failure for a time-out, even if the command then exits with 0', () => {
    expect(verdictOf({ type: 'timed-out', exitCode: 0, signal: null, ...ended }, 30_000)).toEqual({
      type: 'fail',
      reason: 'timed out after 30s',
    });
  });

  it('gives the job back when the command was stopped, even if it then exits with 0', () => {
    const verdict = verdictOf({ type: 'stopped', exitCode: 0, signal: null, ...ended }, 0);
    expect(verdict).toEqual({ type: 'give-back', reason: 'stopped', isStartFailure: false });
  });

  it('gives the job back when the command could not be started, and blames the system', () => {
    for (const error of [new SystemError('cannot start rev: EAGAIN'), new CommandNotFoundError('cannot find rev')]) {
      expect(verdictOf({ type: 'not-started', error }, 0)).toEqual({
        type: 'give-back',
        reason: error.message,
        isStartFailure: true,
      });
    }
    const verdict = verdictOf({ type: 'not-started', error: new AbortedError('the command was not started') }, 0);
    expect(verdict).toMatchObject({ type: 'give-back', isStartFailure: false });
  });
});

describe('what a client is told of a failure', () => {
  it('ends in a line with the reason, after what the command had to say', () => {
    const text = (tail: string) => failureText(Buffer.from(tail), 'exit 1').toString();
    expect(text('')).toBe('exit 1\n');
    expect(text('no such file\n')).toBe('no such file\nexit 1\n');
    expect(text('no such file')).toBe('no such file\nexit 1\n');
  });
});
