import { describe, expect, it } from 'vitest';
import { type NetFlow, summedFlow, UNKNOWN_FLOW, withWindow } from '../../../src/tui/model/net-flow.js';

/** The flow after windows of two seconds in which the number rose by so many. */
function flowOf(...rises: readonly number[]): NetFlow {
  return [0, ...rises].reduce((flow, rise) => withWindow(flow, rise, 2000), UNKNOWN_FLOW);
}

describe('net flow', () => {
  it('is not known before three samples, and rough until ten', () => {
    expect(summedFlow([flowOf(-4)]).perSecond).toBeUndefined();
    expect(summedFlow([flowOf(-4, -4)])).toMatchObject({ perSecond: -2, isRough: true });
    expect(summedFlow([flowOf(...Array(9).fill(-4))])).toMatchObject({ perSecond: -2, isRough: false });
    expect(summedFlow([]).perSecond).toBeUndefined();
  });

  it('loses half of what it was in fifteen seconds', () => {
    let flow = flowOf(20, 20, 20);
    for (let ms = 0; ms < 15_000; ms += 1000) flow = withWindow(flow, 0, 1000);
    expect(flow.perSecond).toBeCloseTo(5, 5);
  });

  it('is the sum of several queues', () => {
    expect(summedFlow([flowOf(-4, -4, -4), flowOf(2, 2, 2)]).perSecond).toBe(-1);
  });

  it.each([
    { rises: [-4, -4, -4, -4], isFalling: true, why: 'every window falls' },
    { rises: [-4, -5, 1, -4], isFalling: true, why: 'three of the last four do' },
    { rises: [-40, -40, 10, 10], isFalling: false, why: 'only two do' },
    { rises: [0, 0, 0, 0], isFalling: false, why: 'nothing moves' },
    { rises: [90, -100, -1, -1, -1, 95, -100, -1], isFalling: false, why: 'it swings wider than it falls' },
  ])('is a fall or not where $why: $rises', ({ rises, isFalling }) => {
    expect(summedFlow([flowOf(...rises)]).isFalling).toBe(isFalling);
  });
});
