import { describe, expect, it } from 'vitest';
import { grouped } from '../../../src/tui/grouped.js';
import { plainLine, type Span } from '../../../src/tui/lines.js';
import { asciiText } from '../../../src/tui/views/ascii.js';
import { bar, gauge, solidBar } from '../../../src/tui/views/bar.js';
import { box } from '../../../src/tui/views/box.js';
import { keyLine } from '../../../src/tui/views/key-line.js';
import { namesIn } from '../../../src/tui/views/names.js';
import { numberIn, percent, rate, signedRate } from '../../../src/tui/views/numbers.js';
import { overlaid } from '../../../src/tui/views/overlay.js';
import { apart, cutMiddle, fitted, sliced, span } from '../../../src/tui/views/spans.js';
import { sparkline } from '../../../src/tui/views/sparkline.js';
import { drainTime, measured, stopwatch } from '../../../src/tui/views/times.js';
import { wrapped } from '../../../src/tui/views/wrapped.js';

const textOf = (spans: readonly Span[]) => plainLine({ spans });

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [3204, '3 204'],
    [1_234_567, '1 234 567'],
  ])('groups %d as %s', (number, text) => {
    expect(grouped(number)).toBe(text);
  });

  it.each([
    [3204, 5, '3 204'],
    [12_345, 5, '12.3k'],
    [12_345, 4, '12k'],
    [999_960, 6, '1.0M'],
    [123_456, 6, '123.5k'],
    [4_000_000_000, 4, '4.0G'],
    [12_345, 2, '##'],
  ])('shortens %d in %d cells to %s', (number, width, text) => {
    expect(numberIn(number, width)).toBe(text);
  });

  it.each([
    [undefined, '–'],
    [0, '0.0'],
    [-0.04, '0.0'],
    [2.3, '+2.3'],
    [-12.1, '−12.1'],
    [-123_456.7, '−123k'],
  ])('writes a net flow of %s as %s', (perSecond, text) => {
    expect(signedRate(perSecond, 6)).toBe(text);
  });

  it('writes rates and shares', () => {
    expect([rate(31, 6), rate(43.14, 6), rate(12_345.6, 6), percent(0.536), percent(1.5)]).toEqual([
      '31.0',
      '43.1',
      '12.3k',
      '54%',
      '150%',
    ]);
  });
});

describe('times', () => {
  it('writes how long something takes', () => {
    expect([drainTime(264_000), drainTime(90_000_000), stopwatch(14_000), stopwatch(4_502_000)]).toEqual([
      '4m 24s',
      '> 1d',
      '0:14',
      '75:02',
    ]);
  });

  it('writes what was measured as finely as it makes sense', () => {
    expect([0.61, 12.4, 310, 2040, 230_000].map(measured)).toEqual(['0.6 ms', '12 ms', '0.31 s', '2.04 s', '3m 50s']);
  });
});

describe('spans', () => {
  it('are cut and filled up to a width, also where characters are two cells wide', () => {
    expect(textOf(fitted([span('abc'), span('def')], 8))).toBe('abcdef  ');
    expect(textOf(fitted([span('abc'), span('def')], 5))).toBe('abcd…');
    expect(textOf(fitted([span('図形変換')], 6))).toBe('図形… ');
  });

  it('lose the text on the left before the text on the right', () => {
    expect(textOf(apart([span('left side')], [span('right')], 10))).toBe('left…right');
    expect(textOf(apart([span('left side')], [span('right')], 10, 8))).toBe('left side ');
  });

  it('are cut in the middle, so that both ends of a name are seen', () => {
    expect(cutMiddle('thumbnail_resize', 9)).toBe('thum…size');
    expect(cutMiddle('gearmand 1.1.21', 11, 2)).toBe('gearmand…21');
    expect(cutMiddle('図形変換図形変換', 7)).toBe('図形…換');
    expect(cutMiddle('abcde\u0301fgh', 7)).toBe('abc…fgh');
  });

  it('are sliced by cells; a wide character that is cut through leaves a blank', () => {
    expect(textOf(sliced([span('abc'), span('def')], 2, 5))).toBe('cde');
    expect(textOf(sliced([span('a図b')], 2, 4))).toBe(' b');
    expect(textOf(sliced([span('a図b')], 0, 2))).toBe('a ');
  });
});

describe('bars', () => {
  it('are drawn in eighths', () => {
    expect([0, 0.001, 0.5, 0.53125, 1].map((share) => textOf(bar(share, 4)))).toEqual([
      '░░░░',
      '▏░░░',
      '██░░',
      '██▏░',
      '████',
    ]);
  });

  it('are drawn in pieces and without a ground', () => {
    expect(textOf(gauge(0.536, 10, 'busy-low'))).toBe('▰▰▰▰▰▱▱▱▱▱');
    expect(solidBar(4, 8, 8)).toBe('████    ');
    expect(solidBar(1, 1000, 8)).toBe('█       ');
  });

  it('draw a trend with its gaps', () => {
    expect(sparkline([Number.NaN, 0, 7, Number.NaN, 14])).toBe(' ▁▅╌█');
    expect(sparkline([0, 0])).toBe('▁▁');
  });
});

describe('a box', () => {
  it('has texts in its border, and leaves those out for which there is no room', () => {
    const frame = { title: [span('QUEUE')], note: [span('10 min')], footnote: [span('1–2 of 3')] };
    const draw = (width: number) => box([{ spans: [span(' text')] }], { width, ...frame }).map(plainLine);
    expect(draw(26)).toEqual([
      '╭─ QUEUE ─────── 10 min ─╮',
      '│ text                   │',
      '╰───────────── 1–2 of 3 ─╯',
    ]);
    expect(draw(14)).toEqual(['╭─ QUEUE ────╮', '│ text       │', '╰─ 1–2 of 3 ─╯']);
  });

  it('lies over a screen, of which the rest stays', () => {
    const lines = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc', 'dddddddd'].map((text) => ({ spans: [span(text)] }));
    const over = overlaid(lines, box([], { width: 4 }), 8).map(plainLine);
    expect(over).toEqual(['aaaaaaaa', 'bb╭──╮bb', 'cc╰──╯cc', 'dddddddd']);
  });
});

describe('texts', () => {
  it('keep help and the way out in the line of keys', () => {
    const hints = [
      ['↵', 'open'],
      ['s', 'sort'],
      ['?', 'help'],
      ['q', 'quit'],
    ] as const;
    expect(plainLine(keyLine(hints, 33, 2))).toBe(' ↵ open  s sort  ? help  q quit  ');
    expect(plainLine(keyLine(hints, 26, 2))).toBe(' ↵ open  ? help  q quit   ');
  });

  it('list as many names as there is room for', () => {
    expect(namesIn(['mail_send', 'sms_send'], 18)).toBe('mail_send sms_send');
    expect(namesIn(['mail_send', 'sms_send'], 17)).toBe('mail_send …');
    expect(namesIn(['mail_send', 'sms_send'], 9)).toBe('mai…end …');
  });

  it('break at blanks', () => {
    expect(wrapped('a text of some words', 8)).toEqual(['a text', 'of some', 'words']);
  });

  it('become ASCII of the same width', () => {
    expect(asciiText('╭─ ▲ −1 · 図e\u0301')).toBe('+- ^ -1 . ??e');
  });
});
