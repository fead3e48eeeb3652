import type { Line, Look } from '../lines.js';
import type { Model } from '../model/types.js';
import { isNobodyThere } from '../selectors/alarms.js';
import { wideBacklogBox } from './backlog-box.js';
import { sideBySide } from './box.js';
import { eventsBox } from './events-box.js';
import { sortedHeading } from './function-layout.js';
import { functionsBox } from './functions-box.js';
import { type KeyHint, keyLine } from './key-line.js';
import { urgentLine } from './message-line.js';
import { NO_SERVER_HINTS } from './no-server.js';
import type { ScreenSize } from './screen-size.js';
import { serversBox, serversCells } from './servers-box.js';
import { titleBar } from './title-bar.js';

const HINTS: readonly KeyHint[] = [
  ['↑↓', 'move'],
  ['↵', 'open'],
  ['/', 'filter'],
  ['←→', 'sort column'],
  ['r', 'reverse'],
  ['2', 'workers'],
  ['3', 'servers'],
  ['e', 'events'],
  ['f', 'fold idle'],
  ['p', 'pause'],
  ['t', 'range'],
  ['?', 'help'],
];

/** Draws the functions, the servers and the events in boxes. */
export function wideOverview(model: Model, { cols, rows }: ScreenSize, look: Look): Line[] {
  const { filter } = model.interface;
  const notes = [`sort ${sortedHeading(model)}`, `filter ${filter.text === '' ? '–' : filter.text}`];
  const bottom = bottomLines(model, { cols, rows });
  const news = newsHeight(rows);
  const left = rows - 1 - news - bottom.length;
  // What the list does not need makes the chart higher.
  const head = Math.max(headHeight(model, rows), Math.min(MOST_HEAD, left - listHeight(model)));
  const room = left - head;
  const servers = serversCells(cols);
  return [
    titleBar(model, cols, notes),
    ...sideBySide([wideBacklogBox(model, cols - servers, head, look), serversBox(model, servers, head)]),
    ...functionsBox(model, cols, room),
    ...(news > 0 ? eventsBox(model, cols, news) : []),
    ...bottom,
  ];
}

/** Rows from which there is a line for messages; with fewer they take the place of the keys. */
const MESSAGE_ROWS = 40;

/** Draws the last lines of a wide screen. */
function bottomLines(model: Model, { cols, rows }: ScreenSize): Line[] {
  const urgent = urgentLine(model, cols);
  const keys = keyLine(isNobodyThere(model.data) ? NO_SERVER_HINTS : HINTS, cols, 3);
  return rows >= MESSAGE_ROWS ? [urgent ?? { spans: [] }, keys] : [urgent ?? keys];
}

/** How high the boxes at the top are, their borders included: the servers fit, if there are few. */
function headHeight({ data: { servers } }: Model, rows: number): number {
  const wanted = servers.length + 5;
  if (rows < 24) return 6;
  if (rows < 36) return Math.max(7, Math.min(9, wanted));
  return rows < 50 ? Math.max(9, Math.min(11, wanted)) : Math.max(11, Math.min(17, wanted));
}

/** A chart that is higher than this tells no more. */
const MOST_HEAD = 22;

/** How high the box of the functions is with all of them in it: while a filter is typed nothing else should move. */
function listHeight({ data: { functions } }: Model): number {
  return functions.size + 3;
}

/** How high the box of events is, if there is one. */
function newsHeight(rows: number): number {
  if (rows < 28) return 0;
  return rows < 36 ? 4 : rows < 50 ? 6 : 10;
}
