import type { Line } from '../lines.js';
import type { FunctionColumn, WorkerColumn } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { firstVisible } from '../selectors/cursor.js';
import { choosableColumns, sortChoices } from '../update/sorting.js';
import { box } from './box.js';
import { span } from './spans.js';

const WIDTH = 40;

/** What a column holds, in words. */
const WORDS: Readonly<Record<FunctionColumn | WorkerColumn, string>> = {
  ...{ name: 'name', high: 'waiting, high priority', normal: 'waiting, normal priority', low: 'waiting, low priority' },
  ...{ wait: 'waiting', run: 'running', workers: 'workers', busy: 'busy workers', in: 'jobs in, per second' },
  ...{
    out: 'jobs out, per second',
    net: 'net flow, per second',
    fail: 'share that fails',
    oldest: 'age of the oldest job',
  },
  ...{ trend: 'trend', drain: 'time until drained' },
  ...{ server: 'server', fd: 'descriptor', address: 'address', id: 'client ID', seen: 'how long seen' },
  functions: 'number of functions',
};

/** Draws the columns by which a list can be ordered. */
export function sortBox(model: Model, at: number, height: number): Line[] {
  const { screen, functionSort, workerSort } = model.interface;
  const current = screen === 'workers' ? workerSort.column : functionSort.column;
  const rows = sortChoices(model).map((column) => `${column === current ? '●' : ' '} ${WORDS[column]}`);
  return menuBox('SORT BY', rows, at, height, '↵ choose · esc back');
}

/** Draws the columns that can be shown or not. */
export function columnsBox(model: Model, at: number, height: number): Line[] {
  const { hiddenColumns } = model.interface;
  const rows = choosableColumns(model).map((column) => `[${hiddenColumns.has(column) ? ' ' : 'x'}] ${WORDS[column]}`);
  return menuBox('COLUMNS', rows, at, height, 'space on · off   esc back');
}

function menuBox(title: string, rows: readonly string[], at: number, height: number, keys: string): Line[] {
  const room = Math.max(1, Math.min(rows.length, height - 2));
  const first = firstVisible(rows.length, at, room);
  const lines = rows.slice(first, first + room).map((text, index): Line => {
    const isAt = first + index === at;
    return { spans: [span(isAt ? ' ▸ ' : '   ', 'strong'), span(text, isAt ? 'strong' : 'text')] };
  });
  return box(lines, { width: WIDTH, title: [span(title, 'strong')], footer: [span(keys)] });
}
