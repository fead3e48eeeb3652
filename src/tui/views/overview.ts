import type { Line, Look } from '../lines.js';
import type { Model } from '../model/types.js';
import { isNobodyThere } from '../selectors/alarms.js';
import { backlogBox, backlogLine } from './backlog-box.js';
import { ofHeight } from './box.js';
import { functionList } from './function-list.js';
import { type KeyHint, keyLine } from './key-line.js';
import { messageLine } from './message-line.js';
import { noServerLines } from './no-server.js';
import { hasChart, type ScreenSize } from './screen-size.js';
import { titleBar } from './title-bar.js';

const HINTS: readonly KeyHint[] = [
  ['↑↓', 'move'],
  ['↵', 'open'],
  ['/', 'filter'],
  ['s', 'sort'],
  ['w', 'workers'],
  ['e', 'events'],
  ['p', 'pause'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Rows from which a blank line sets the message apart from the list. */
const AIRY_ROWS = 24;

/** Draws the functions, and all of them together, on a screen that is not wide. */
export function overview(model: Model, size: ScreenSize, look: Look): Line[] {
  const { cols, rows } = size;
  const top = [
    titleBar(model, cols),
    ...(hasChart(size) ? backlogBox(model, cols, chartHeight(rows) + 2, look) : [backlogLine(model, cols)]),
  ];
  const bottom = bottomLines(model, size);
  const room = rows - top.length - bottom.length;
  return [...top, ...ofHeight(functionList(model, cols, room, false).lines, room), ...bottom];
}

function bottomLines(model: Model, { cols, rows }: ScreenSize): Line[] {
  const blank = rows >= AIRY_ROWS ? [{ spans: [] }] : [];
  if (isNobodyThere(model.data) && rows >= AIRY_ROWS - 4) return noServerLines(model, cols, blank);
  return [...blank, messageLine(model, cols), keyLine(HINTS, cols, 2)];
}

function chartHeight(rows: number): number {
  return rows >= 36 ? 5 : rows >= 30 ? 3 : 2;
}
