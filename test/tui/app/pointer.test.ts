import { describe, expect, it } from 'vitest';
import { pointerEvent } from '../../../src/tui/app/pointer.js';

describe('what a terminal tells of the mouse', () => {
  it.each([
    { what: 'a click', sent: '\x1b[<0;1;1M', event: { type: 'click', col: 0, row: 0 } },
    { what: 'a click far to the right', sent: '\x1b[<0;240;67M', event: { type: 'click', col: 239, row: 66 } },
    { what: 'a click while control is held', sent: '\x1b[<16;3;2M', event: { type: 'click', col: 2, row: 1 } },
    { what: 'the wheel, upwards', sent: '\x1b[<64;5;5M', event: { type: 'wheel', by: -1 } },
    { what: 'the wheel, downwards', sent: '\x1b[<65;5;5M', event: { type: 'wheel', by: 1 } },
  ])('is read: $what', ({ sent, event }) => {
    expect(pointerEvent(sent)).toEqual(event);
  });

  it.each([
    { what: 'a button that is let go', sent: '\x1b[<0;1;1m' },
    { what: 'another button', sent: '\x1b[<2;1;1M' },
    { what: 'a movement', sent: '\x1b[<32;1;1M' },
    { what: 'a key', sent: '\x1b[A' },
    { what: 'the form of old terminals', sent: '\x1b[M !!' },
  ])('is of no use: $what', ({ sent }) => {
    expect(pointerEvent(sent)).toBeUndefined();
  });
});
