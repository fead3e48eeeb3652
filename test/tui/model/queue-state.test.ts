import { describe, expect, it } from 'vitest';
import { type QueueFacts, queueState } from '../../../src/tui/model/queue-state.js';
import { CELL_MS, EMPTY_SERIES, recorded } from '../../../src/tui/model/series.js';

/** A minute in which so many waited, cell by cell, until now. */
function minuteOf(waitingAt: (cell: number) => number, cells = 31): QueueFacts['history'] {
  let series = EMPTY_SERIES;
  for (let cell = 31 - cells; cell <= 30; cell++) series = recorded(series, 100 + cell, 100 + cell, waitingAt(cell));
  return series;
}

const FLAT = minuteOf(() => 100);
const RISING = minuteOf((cell) => 100 + cell);

describe('the state of a queue', () => {
  it.each([
    { state: 'idle', why: 'nothing waits', facts: { waiting: 0, isStalled: true, history: RISING } },
    { state: 'stalled', why: 'nobody comes', facts: { isStalled: true, history: RISING } },
    { state: 'growing', why: 'it rose over a minute', facts: { history: RISING } },
    { state: 'growing', why: 'half a minute is known', facts: { history: minuteOf((cell) => 100 + cell, 16) } },
    { state: 'steady', why: 'too little is known', facts: { history: minuteOf((cell) => 100 + cell, 10) } },
    { state: 'steady', why: 'it rose by less than a twentieth', facts: { history: minuteOf((cell) => 1000 + cell) } },
    { state: 'steady', why: 'it rose by one job', facts: { history: minuteOf((cell) => (cell > 15 ? 2 : 1)) } },
    { state: 'steady', why: 'it stays', facts: { history: FLAT } },
    { state: 'draining', why: 'it falls', facts: { isFalling: true, history: FLAT } },
    { state: 'growing', why: 'it fell just now', facts: { isFalling: true, history: RISING } },
  ])('is $state where $why', ({ state, facts }) => {
    const usual = { waiting: 100, isStalled: false, isFalling: false, atMs: 130 * CELL_MS };
    expect(queueState({ ...usual, ...facts })).toBe(state);
  });
});
