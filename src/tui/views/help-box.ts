import { type Binding, KEYMAP } from '../keymap.js';
import type { Line, Span } from '../lines.js';
import type { ScreenName } from '../model/interface.js';
import { box, ofHeight } from './box.js';
import { STATES } from './queue-words.js';
import type { ScreenSize } from './screen-size.js';
import { SERVER_STATES } from './server-words.js';
import { fitted, joined, joinedIn, span } from './spans.js';
import { wrapped } from './wrapped.js';

type Group = Binding['group'];

/** Which groups stand below each other, by how many columns there is room for. */
const COLUMNS: readonly (readonly (readonly Group[])[])[] = [
  [['MOVE', 'FIND & SORT', 'VIEW', 'DATA', 'ACT']],
  [
    ['MOVE', 'FIND & SORT', 'DATA'],
    ['VIEW', 'ACT'],
  ],
  [['MOVE', 'FIND & SORT'], ['VIEW'], ['DATA', 'ACT']],
];

/** What a column needs at least. */
const COLUMN_CELLS = 34;

const KEY_CELLS = 10;

/** Draws what the keys do on a screen, from the table of the keys. */
export function helpBox(screen: ScreenName, { cols, rows }: ScreenSize): Line[] {
  const width = Math.min(cols, cols < 80 ? cols : cols < 100 ? 76 : 122);
  const number = Math.max(1, Math.min(COLUMNS.length, Math.floor((width - 2) / COLUMN_CELLS)));
  const cells = Math.floor((width - 3) / number);
  const groups = COLUMNS[number - 1] ?? [];
  const airy = groups.map((each) => columnLines(each, screen, cells, true));
  const isAiry = heightOf(airy) <= rows - 4;
  const columns = isAiry ? airy : groups.map((each) => columnLines(each, screen, cells, false));
  const height = Math.max(1, Math.min(rows - 2, heightOf(columns) + 1));
  const lines = Array.from({ length: height - 1 }, (_, row) => ({
    spans: columns.flatMap((column) => fitted(column[row] ?? [], cells)),
  }));
  const isCut = columns.some((column) => column.length > lines.length);
  const footnote = isCut ? 'more in a larger terminal' : cols < 80 ? '' : 'gearctl help top';
  return box(ofHeight([...lines, programLine()], height), {
    width,
    title: [span('HELP', 'strong')],
    note: [span('press any key to close')],
    footer: legend(width - footnote.length - 8),
    footnote: [span(footnote)],
  });
}

/** Groups one below the other, with blank lines between them where there is room. */
function columnLines(groups: readonly Group[], screen: ScreenName, cells: number, isAiry: boolean): Span[][] {
  return groups.flatMap((group, at) => [
    ...(isAiry && at > 0 ? [[]] : []),
    ...groupLines(group, screen, cells, isAiry),
  ]);
}

function heightOf(columns: readonly (readonly Span[][])[]): number {
  return Math.max(...columns.map((lines) => lines.length));
}

/** A line of a group: a heading, or keys and what they do, which may go on in lines of its own. */
function groupLines(group: Group, screen: ScreenName, cells: number, isAiry: boolean): Span[][] {
  const bindings = bindingsOf(group, screen, isAiry);
  const title = group === 'ACT' ? 'ACT (only with --allow-actions)' : group;
  const lines = bindings.flatMap(({ shown, does }) =>
    wrapped(does, cells - KEY_CELLS - 4).map((text, row) => [
      span('  '),
      ...fitted([span(row === 0 ? shown : '', 'key')], KEY_CELLS),
      span(` ${text}`),
    ]),
  );
  return [[span(`  ${title}`, 'heading')], ...lines];
}

/** Keys for the program itself stand in a line of their own. */
function programLine(): Line {
  const hints = bindingsOf('PROGRAM', 'functions', true).map(({ shown, does }) => [
    span(shown, 'key'),
    span(` ${does}`),
  ]);
  return { spans: [span('  '), ...joined(hints, '   ')] };
}

/** Where a key does something else on a screen, that counts there. What is no key is told where there is room. */
function bindingsOf(group: Group, screen: ScreenName, isAiry: boolean): Binding[] {
  const ofGroup = KEYMAP.filter((each) => each.group === group && (each.on === undefined || each.on === screen));
  return isAiry ? ofGroup : ofGroup.filter(({ keys }) => Object.keys(keys).length > 0);
}

function legend(width: number): Span[] {
  const { up, down } = SERVER_STATES;
  const { growing, draining, steady, stalled, idle } = STATES;
  const signs = [
    { ...up, word: 'up' },
    { ...down, word: 'down' },
    { ...growing, word: 'growing' },
    { ...draining, word: 'draining' },
    { ...steady, word: 'steady' },
    { ...stalled, word: 'stalled' },
    { ...idle, word: 'idle' },
  ];
  return joinedIn(
    signs.map(({ sign, role, word }) => [span(sign, role), span(` ${word}`)]),
    '  ',
    width,
  );
}
