import { describe, expect, it } from 'vitest';
import { workEvent } from '../../src/client/work-event.js';

describe('the progress that a job reports', () => {
  it.each([
    ['3', 3],
    ['3.9', 3.9],
    ['5x', 5],
    ['', 0],
    ['half', 0],
    ['Infinity', 0],
  ])('of %j is %d', (text, numerator) => {
    const event = workEvent({ type: 'WORK_STATUS', handle: 'H:1', numerator: text, denominator: '10' });
    expect(event).toEqual({ type: 'status', numerator, denominator: 10 });
  });
});
