import type { Line, Look } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { ofHeight, sideBySide } from './box.js';
import { detailNews } from './detail-message.js';
import { detailPane } from './detail-panes.js';
import { type KeyHint, keyLine } from './key-line.js';
import { queueBox } from './queue-box.js';
import { ratesBox, runTimeBox } from './rate-boxes.js';
import { runningBox } from './running-box.js';
import type { ScreenSize } from './screen-size.js';
import { titleBar } from './title-bar.js';
import { wideWaitingBox } from './waiting-box.js';

const BACK: readonly KeyHint[] = [
  ['esc', 'back'],
  ['[ ]', 'previous / next function'],
  ['tab', 'pane'],
  ['t', 'range 2m 10m 1h'],
];
const TEST_JOB: KeyHint = ['n', 'test job'];
const REST: readonly KeyHint[] = [
  ['y', 'copy name'],
  ['P', 'save screen'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Rows from which there are rates, a line for news, and a blank one. */
const [RATES_ROWS, NEWS_ROWS, AIRY_ROWS] = [30, 34, 40];

/** With fewer rows there is nothing but the chart and the workers. */
const QUEUE_ROWS = 20;

/** How high the box of the queue is, and those beside it. */
const QUEUE_LINES = 7;

/** Draws one function in boxes. */
export function wideDetail(model: Model, each: FunctionModel, { cols, rows }: ScreenSize, look: Look): Line[] {
  const [left, right] = [Math.floor(cols / 2) - 1, Math.ceil(cols / 2) + 1];
  const middle = [
    ...(rows < QUEUE_ROWS
      ? []
      : sideBySide([runningBox(model, each, left, QUEUE_LINES, look), queueBox(model, each, right)])),
    ...(rows < RATES_ROWS || each.rates === undefined
      ? []
      : sideBySide([ratesBox(model, each, each.rates, left), runTimeBox(each, right)])),
  ];
  const bottom = bottomLines(model, each, { cols, rows });
  const room = rows - 1 - middle.length - bottom.length;
  const chart = Math.max(3, Math.floor(room / 2));
  return [
    titleBar(model, cols),
    ...wideWaitingBox(model, each, cols, chart, look),
    ...middle,
    ...ofHeight(detailPane(model, cols, room - chart, true), room - chart),
    ...bottom,
  ];
}

function bottomLines(model: Model, each: FunctionModel, { cols, rows }: ScreenSize): Line[] {
  const hints = [...BACK, ...(model.setup.allowActions ? [TEST_JOB] : []), ...REST];
  const keys = keyLine(hints, cols, 3);
  const news = detailNews(model, each, cols);
  if (rows < NEWS_ROWS) return [keys];
  return rows < AIRY_ROWS ? [news, keys] : [news, { spans: [] }, keys];
}
