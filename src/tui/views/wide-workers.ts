import { grouped } from '../grouped.js';
import type { Line } from '../lines.js';
import type { Model } from '../model/types.js';
import { capacityOf } from '../selectors/capacity.js';
import { box, ofHeight, sideBySide } from './box.js';
import { changesBox } from './changes-box.js';
import { coverageBox, hostsBox } from './coverage-boxes.js';
import { type KeyHint, keyLine } from './key-line.js';
import { urgentLine } from './message-line.js';
import type { ScreenSize } from './screen-size.js';
import { fitted, span } from './spans.js';
import { titleBar } from './title-bar.js';
import { workerList } from './worker-list.js';
import { changeWords, choiceWords } from './worker-words.js';

const HINTS: readonly KeyHint[] = [
  ['esc', 'back'],
  ['/', 'filter'],
  ['←→', 'sort column'],
  ['h', 'group by host'],
  ['f', 'one function'],
  ['o', 'without functions'],
  ['y', 'copy'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Rows from which there are boxes above and below the list, and a blank line. */
const [HEAD_ROWS, CHANGES_ROWS, AIRY_ROWS] = [20, 30, 40];

const BUSY_WORDS =
  'gearmand tells what a connection can do, not whether it is busy: BUSY is only known per function (RUN ÷ WRK).';
const SEEN_WORDS = 'SEEN is how long this top has seen the connection (gearmand gives no connect time)';

/** From this many columns on that has room beside which rows are to be seen. */
const NOTED_COLS = 124;

/** Draws the connections in boxes. */
export function wideWorkers(model: Model, { cols, rows }: ScreenSize): Line[] {
  const half = Math.floor(cols / 2);
  const head = rows < HEAD_ROWS ? 0 : rows < CHANGES_ROWS ? 6 : 8;
  const news = rows < CHANGES_ROWS ? 0 : 5;
  const bottom = bottomLines(model, { cols, rows });
  const room = rows - 1 - head - news - bottom.length;
  return [
    titleBar(model, cols),
    ...(head === 0 ? [] : sideBySide([hostsBox(model, half, head), coverageBox(model, cols - half, head)])),
    ...listBox(model, cols, room),
    ...(news === 0 ? [] : changesBox(model, cols, news)),
    ...bottom,
  ];
}

function listBox(model: Model, width: number, height: number): Line[] {
  const { lines, from, to, count } = workerList(model, width - 2, height - 2, true);
  const { workers } = capacityOf(model.data);
  const noun = model.interface.workersBy === 'host' ? 'hosts' : 'connections';
  return box(ofHeight(lines, height - 2), {
    ...{ width, title: [span(`WORKERS ${grouped(workers)}`, 'strong')] },
    note: [...changeWords(model), span(' in 5 min')],
    ...(width >= NOTED_COLS && { footer: [span(SEEN_WORDS, 'dim')] }),
    footnote: [span(`${from}–${to} of ${count} ${noun}`)],
  });
}

function bottomLines(model: Model, { cols, rows }: ScreenSize): Line[] {
  const words = choiceWords(model) ?? BUSY_WORDS;
  const message = urgentLine(model, cols) ?? { spans: fitted([span(` ${words}`, 'dim')], cols) };
  const keys = keyLine(HINTS, cols, 3);
  return rows < AIRY_ROWS ? [message, keys] : [message, { spans: [] }, keys];
}
