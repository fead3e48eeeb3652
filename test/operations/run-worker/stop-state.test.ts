import { describe, expect, it } from 'vitest';
import { type StopEvent, type StopState, step } from '../../../src/operations/run-worker/stop-state.js';

const stateAfter = (...events: StopEvent[]) => events.reduce<StopState>(step, 'working');

describe('the way of a worker to its end', () => {
  it('goes one step with each request, and no further than the last', () => {
    expect(stateAfter('asked')).toBe('draining');
    expect(stateAfter('asked', 'asked')).toBe('stopping');
    expect(stateAfter('asked', 'asked', 'asked')).toBe('killing');
    expect(stateAfter('asked', 'asked', 'asked', 'asked')).toBe('killing');
  });

  it('stops the jobs of a drain that takes too long, and only of a drain', () => {
    expect(stateAfter('asked', 'drain-expired')).toBe('stopping');
    expect(stateAfter('asked', 'drain-expired', 'drain-expired')).toBe('stopping');
    expect(stateAfter('drain-expired')).toBe('working');
  });

  it('drains a worker that is broken; being broken hurries no other state', () => {
    expect(stateAfter('over')).toBe('draining');
    expect(stateAfter('over', 'over')).toBe('draining');
    expect(stateAfter('asked', 'asked', 'over')).toBe('stopping');
  });

  it('kills at once, from every state, when asked to quit', () => {
    expect(stateAfter('quit')).toBe('killing');
    expect(stateAfter('asked', 'quit')).toBe('killing');
    expect(stateAfter('asked', 'asked', 'quit')).toBe('killing');
  });
});
