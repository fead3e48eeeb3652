import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { Model } from '../model/types.js';
import { ableWorkers, capacityOf } from '../selectors/capacity.js';
import { hostRows } from '../selectors/worker-rows.js';
import { solidBar } from './bar.js';
import { box, ofHeight } from './box.js';
import { type KeyHint, keyLine } from './key-line.js';
import { urgentLine } from './message-line.js';
import { counted } from './numbers.js';
import type { ScreenSize } from './screen-size.js';
import { fitted, joinedIn, span } from './spans.js';
import { titleBar } from './title-bar.js';
import { workerList } from './worker-list.js';
import { changeWords, choiceWords } from './worker-words.js';

const HINTS: readonly KeyHint[] = [
  ['esc', 'back'],
  ['/', 'filter'],
  ['s', 'sort'],
  ['h', 'by host'],
  ['f', 'by function'],
  ['y', 'copy id'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** With fewer rows there is nothing but the list. */
const SUMMARY_ROWS = 14;

/** Draws the connections on a screen that is not wide. */
export function workersScreen(model: Model, { cols, rows }: ScreenSize): Line[] {
  const top = [titleBar(model, cols), ...(rows < SUMMARY_ROWS ? [] : summaryBox(model, cols))];
  const words = choiceWords(model) ?? 'gearmand reports what a worker can do, not which worker is busy.';
  const bottom = [
    urgentLine(model, cols) ?? { spans: fitted([span(` ${words}`, 'dim')], cols) },
    keyLine(HINTS, cols, 2),
  ];
  const room = rows - top.length - bottom.length;
  return [...top, ...ofHeight(workerList(model, cols, room, false).lines, room), ...bottom];
}

function summaryBox(model: Model, width: number): Line[] {
  const { data } = model;
  const { workers, hosts } = capacityOf(data);
  const connections = data.workers.filter(({ functionNames }) => functionNames.length === 0).length;
  const unnamed = ableWorkers(data).filter(({ clientLabel }) => clientLabel === undefined).length;
  const idle = fitted([span(`0 functions: ${counted(connections, 'connection')}`)], Math.min(34, width - 12));
  const lines: Line[] = [
    { spans: [span(' by host  ', 'heading'), ...joinedIn(hostWords(model), '   ', width - 13)] },
    { spans: [span(' idle     ', 'heading'), ...idle, span(`without client id: ${unnamed}`)] },
  ];
  const note = [...changeWords(model), span('  last 5 min')];
  return box(lines, {
    width,
    title: [span(`WORKERS ${grouped(workers)} on ${counted(hosts, 'host')}`, 'strong')],
    note,
  });
}

const BAR_CELLS = 8;

function hostWords({ data }: Model): Span[][] {
  const hosts = hostRows(ableWorkers(data)).slice(0, 3);
  const most = hosts[0]?.workers ?? 0;
  return hosts.map(({ address, workers }) => [
    span(`${address} `),
    span(solidBar(workers, most, BAR_CELLS).trimEnd(), 'busy-low'),
    span(` ${workers}`),
  ]);
}
