import { describe, expect, it } from 'vitest';
import { type RunEvent, type RunState, STARTED, step } from '../../src/exec/run-state.js';

const exit0: RunEvent = { type: 'exit', exitCode: 0, signal: null };
const killed: RunEvent = { type: 'exit', exitCode: null, signal: 'SIGKILL' };
const outputClosed: RunEvent = { type: 'output-closed' };
const lingerPassed: RunEvent = { type: 'linger-passed' };
const timeout: RunEvent = { type: 'timeout' };
const stop: RunEvent = { type: 'stop' };

const stateAfter = (...events: RunEvent[]): RunState => events.reduce(step, STARTED);
const exited = { type: 'exited', exitCode: 0 };

describe('a run', () => {
  it('is done when the command has exited and its output has closed, in either order', () => {
    expect(stateAfter(exit0, outputClosed)).toEqual({ name: 'done', end: exited });
    expect(stateAfter(outputClosed, exit0)).toEqual({ name: 'done', end: exited });
  });

  it('goes on when the output closes first', () => {
    expect(stateAfter(outputClosed).name).toBe('running');
  });

  it('lingers while others keep the output open, then cuts it, then is done', () => {
    expect(stateAfter(exit0).name).toBe('lingering');
    expect(stateAfter(exit0, lingerPassed).name).toBe('cut');
    expect(stateAfter(exit0, lingerPassed, outputClosed)).toEqual({ name: 'done', end: exited });
  });

  it('tells a signal from an exit', () => {
    expect(stateAfter(killed, outputClosed)).toEqual({ name: 'done', end: { type: 'signaled', signal: 'SIGKILL' } });
  });

  it('keeps the first reason for ending the command', () => {
    const timedOut = { type: 'timed-out', limit: 'timeout', exitCode: null, signal: 'SIGKILL' };
    expect(stateAfter(timeout, stop, killed, outputClosed)).toEqual({ name: 'done', end: timedOut });
    const stopped = { type: 'stopped', exitCode: null, signal: 'SIGKILL' };
    expect(stateAfter(stop, timeout, killed, outputClosed)).toEqual({ name: 'done', end: stopped });
  });

  it('says that a command was ended even if it then exits with 0', () => {
    const end = { type: 'timed-out', limit: 'timeout', exitCode: 0, signal: null };
    expect(stateAfter(timeout, outputClosed, exit0)).toEqual({ name: 'done', end });
  });

  it('does not call a command stopped that had exited before', () => {
    expect(stateAfter(exit0, stop, timeout, outputClosed)).toEqual({ name: 'done', end: exited });
  });

  it('never takes an exit that nothing is known of for success', () => {
    const end = { type: 'stopped', exitCode: null, signal: null };
    expect(stateAfter({ type: 'exit', exitCode: null, signal: null }, outputClosed)).toEqual({ name: 'done', end });
  });

  it.each([
    ['running', STARTED, [lingerPassed]],
    ['ending', stateAfter(stop), [timeout, stop, lingerPassed]],
    ['lingering', stateAfter(exit0), [timeout, stop, killed]],
    ['cut', stateAfter(exit0, lingerPassed), [timeout, stop, killed, lingerPassed]],
    ['done', stateAfter(exit0, outputClosed), [timeout, stop, killed, lingerPassed, outputClosed]],
  ])('stays as it is in %s for events that mean nothing there', (_name, state, events) => {
    for (const event of events) expect(step(state, event)).toBe(state);
  });
});
