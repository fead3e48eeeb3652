import type { Line } from '../lines.js';
import type { Model, TopEvent } from '../model/types.js';
import { cursorOf } from '../selectors/cursor.js';
import { ofHeight } from './box.js';
import { eventWords } from './event-words.js';
import { type KeyHint, keyLine } from './key-line.js';
import { messageLine } from './message-line.js';
import { tableRows } from './rows.js';
import type { ScreenSize } from './screen-size.js';
import { span } from './spans.js';
import { titleBar } from './title-bar.js';

const HINTS: readonly KeyHint[] = [
  ['esc', 'back'],
  ['↑↓', 'move'],
  ['↵', 'open function'],
  ['y', 'copy'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Draws what has happened, the newest first. */
export function eventsScreen(model: Model, { cols, rows }: ScreenSize): Line[] {
  const { events } = model.data;
  const room = rows - 3;
  const columns = [{ heading: 'EVENTS', gap: 0, width: cols - 2, cell: (event: TopEvent) => eventWords(event) }];
  const look = { height: room, cursor: cursorOf(model), margin: 2, zebra: model.interface.zebra } as const;
  const { lines } = tableRows(columns, events, look);
  const none: Line[] =
    events.length === 0 ? [{ spans: [span('  nothing has happened since this view began', 'dim')] }] : [];
  return [
    titleBar(model, cols),
    ...ofHeight([...lines, ...none], room),
    messageLine(model, cols),
    keyLine(HINTS, cols, 2),
  ];
}
