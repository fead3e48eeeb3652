import type { Line, Look } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { ofHeight } from './box.js';
import { detailMessage } from './detail-message.js';
import { detailPane } from './detail-panes.js';
import { type KeyHint, keyLine } from './key-line.js';
import { nowBox } from './queue-box.js';
import { hasChart, type ScreenSize } from './screen-size.js';
import { titleBar } from './title-bar.js';
import { waitingBox, waitingLine } from './waiting-box.js';

const HINTS: readonly KeyHint[] = [
  ['esc', 'back'],
  ['[ ]', 'prev/next function'],
  ['tab', 'pane'],
  ['t', 'range'],
  ['y', 'copy'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** With fewer rows what waits is not told by priority. */
const NOW_ROWS = 14;

/** Draws one function on a screen that is not wide. */
export function functionDetail(model: Model, each: FunctionModel, size: ScreenSize, look: Look): Line[] {
  const { cols, rows } = size;
  const top = [
    titleBar(model, cols),
    ...(hasChart(size) ? waitingBox(model, each, cols, chartHeight(rows) + 2, look) : [waitingLine(each, cols)]),
    ...(rows >= NOW_ROWS ? nowBox(model, each, cols) : []),
  ];
  const bottom = [detailMessage(model, each, cols), keyLine(HINTS, cols, 2)];
  const room = rows - top.length - bottom.length;
  return [...top, ...ofHeight(detailPane(model, cols, room, false), room), ...bottom];
}

function chartHeight(rows: number): number {
  return Math.min(12, Math.max(2, Math.round(rows / 2) - 6));
}
