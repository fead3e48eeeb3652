import { describe, expect, it } from 'vitest';
import {
  STARTING,
  type SupervisorEvent,
  type SupervisorState,
  step,
} from '../../../src/exec/coprocess/supervisor-state.js';

type EventType = SupervisorEvent['type'];

/** The names of the states that events lead through from the first, one crash a second. */
function names(...types: readonly EventType[]): string[] {
  return path(...types).map(({ name }) => name);
}

function path(...types: readonly EventType[]): SupervisorState[] {
  let state = STARTING;
  return types.map((type, second) => {
    state = step(state, { type, how: 'exit 1', atMs: second * 1000 } as SupervisorEvent);
    return state;
  });
}

describe('a supervisor', () => {
  it('starts, serves, replaces and serves again', () => {
    expect(names('newcomer-ready', 'worn', 'newcomer-ready')).toEqual(['serving', 'replacing', 'serving']);
  });

  it('waits after a crash before it starts the next, twice as long each time', () => {
    const states = path('newcomer-crashed', 'waited', 'newcomer-ready', 'server-crashed', 'waited', 'newcomer-crashed');
    expect(states.map(({ name }) => name)).toEqual([
      ...['backing-off', 'starting', 'serving', 'backing-off', 'starting', 'backing-off'],
    ]);
    expect(states.flatMap((state) => ('delayMs' in state ? [state.delayMs] : []))).toEqual([100, 200, 400]);
  });

  it('starts the next at once when a server has left', () => {
    expect(names('newcomer-ready', 'server-left', 'newcomer-ready')).toEqual(['serving', 'starting', 'serving']);
  });

  it('gives up at the fifth crash within a minute', () => {
    const states = path(...Array(4).fill(['newcomer-crashed', 'waited']).flat(), 'newcomer-crashed');
    expect(states.at(-2)?.name).toBe('starting');
    expect(states.at(-1)).toEqual({ name: 'given-up', how: 'exit 1' });
    expect(step({ name: 'given-up', how: 'exit 1' }, { type: 'worn' }).name).toBe('given-up');
  });

  it('does not count crashes of more than a minute ago', () => {
    let state = STARTING;
    for (let crash = 0; crash < 20; crash++) {
      state = step(state, { type: 'newcomer-crashed', how: 'exit 1', atMs: crash * 15_001 });
      expect(state.name).toBe('backing-off');
      state = step(state, { type: 'waited' });
    }
  });

  it('keeps the old one while a new one cannot be started, however often it crashes', () => {
    const crashes = Array(10).fill(['newcomer-crashed', 'waited']).flat() as EventType[];
    const states = names('newcomer-ready', 'worn', ...crashes);
    expect(states.slice(2)).toEqual(Array(10).fill(['waiting-to-replace', 'replacing']).flat());
  });

  it('does without the old one when it dies before the new one is ready', () => {
    expect(names('newcomer-ready', 'worn', 'server-crashed', 'newcomer-ready')).toEqual([
      ...['serving', 'replacing', 'starting', 'serving'],
    ]);
    expect(names('newcomer-ready', 'worn', 'newcomer-crashed', 'server-crashed', 'waited')).toEqual([
      ...['serving', 'replacing', 'waiting-to-replace', 'backing-off', 'starting'],
    ]);
    expect(names('newcomer-ready', 'worn', 'newcomer-crashed', 'server-left').at(-1)).toBe('backing-off');
  });

  it('replaces nothing where nothing serves, or a new one is coming already', () => {
    expect(names('worn', 'newcomer-ready', 'worn', 'worn')).toEqual(['starting', 'serving', 'replacing', 'replacing']);
  });

  it('stops from any state, for good', () => {
    for (const types of [[], ['newcomer-ready'], ['newcomer-crashed'], ['newcomer-ready', 'worn']] as EventType[][]) {
      expect(names(...types, 'stop', 'newcomer-crashed', 'waited').slice(-3)).toEqual(Array(3).fill('stopping'));
    }
  });
});
