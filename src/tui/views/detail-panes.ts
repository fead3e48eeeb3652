import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import type { Line } from '../lines.js';
import type { QueuedJob } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { cursorOf } from '../selectors/cursor.js';
import { workersOfFunction } from '../selectors/worker-rows.js';
import { box, ofHeight } from './box.js';
import { numberIn } from './numbers.js';
import { type RowsPart, tableRows } from './rows.js';
import { shortNames } from './server-words.js';
import { cutMiddle, span } from './spans.js';
import type { Column } from './table.js';
import { type WorkerPlaces, workerColumns } from './worker-columns.js';

/** Draws the pane of a function's detail that has the cursor: its workers, or its jobs where a server lists them. */
export function detailPane(model: Model, width: number, height: number, isWide: boolean): Line[] {
  const { detail, jobs } = model.interface;
  const isJobs = detail?.pane === 'jobs' && jobs !== undefined;
  const name = detail?.functionName ?? '';
  const inside = width - 2;
  const look = { height: height - 2, cursor: cursorOf(model), margin: 1, zebra: model.interface.zebra } as const;
  if (isJobs) {
    const part = tableRows(jobColumns(inside), jobs.jobs, look);
    const title = `JOBS ${grouped(jobs.total)} on ${jobs.server}`;
    return paneBox(part, width, height, title, `${shownWords(part, jobs.jobs.length, isWide)} · ↵ peek · tab workers`);
  }
  const workers = workersOfFunction(model, name);
  const names = shortNames(model.data.servers);
  const table = {
    now: model.now,
    serverName: (label: string) => (isWide ? label : (names.get(label) ?? label)),
    none: '',
  };
  const part = tableRows(workerColumns(workerPlaces(inside - 1, isWide), table), workers, look);
  const others = jobs === undefined ? '' : ' · tab jobs';
  return paneBox(part, width, height, `WORKERS ${workers.length}`, shownWords(part, workers.length, isWide) + others);
}

function paneBox({ lines }: RowsPart, width: number, height: number, title: string, note: string): Line[] {
  return box(ofHeight(lines, height - 2), { width, title: [span(title, 'strong')], note: [span(note)] });
}

function shownWords({ from, to }: RowsPart, count: number, isWide: boolean): string {
  return isWide ? `${from}–${to} of ${count}` : `showing ${from}–${to}`;
}

function workerPlaces(width: number, isWide: boolean): WorkerPlaces {
  if (isWide) {
    const rest = Math.max(9, width - 63);
    return [
      ['server', 0, 11],
      ['fd', 1, 5],
      ['address', 1, 19],
      ['id', 1, 23],
      ['functions', 1, rest],
    ];
  }
  if (width < 60)
    return [
      ['fd', 0, 4],
      ['address', 1, 16],
      ['id', 1, Math.max(9, width - 22)],
    ];
  return [
    ['fd', 0, 4],
    ['address', 1, 16],
    ['id', 1, 16],
    ['functions', 1, width - 40],
  ];
}

function jobColumns(width: number): Column<QueuedJob>[] {
  const optional: readonly Column<QueuedJob>[] = [
    { heading: 'AGE', gap: 1, width: 7, align: 'right', cell: ({ ageMs }) => [span(durationText(ageMs))] },
    { heading: 'BYTES', gap: 1, width: 7, align: 'right', cell: ({ sizeBytes }) => [span(numberIn(sizeBytes, 7))] },
    { heading: 'TRY', gap: 1, width: 4, align: 'right', cell: ({ attempts }) => [span(numberIn(attempts, 4))] },
    { heading: 'KIND', gap: 2, width: 10, cell: ({ background }) => [span(background ? 'background' : 'foreground')] },
    { heading: 'WORKER', gap: 2, width: 16, cell: ({ worker = '' }) => [span(cutMiddle(worker, 16))] },
    { heading: 'UNIQUE', gap: 2, width: 24, cell: ({ unique = '-' }) => [span(cutMiddle(unique, 24))] },
  ];
  const fixed: readonly Column<QueuedJob>[] = [
    { heading: 'HANDLE', gap: 0, width: 18, cell: ({ handle }) => [span(cutMiddle(handle, 18))] },
    { heading: 'STATE', gap: 1, width: 9, cell: ({ state }) => [span(state, state === 'running' ? 'up' : 'text')] },
    { heading: 'PRIO', gap: 1, width: 6, cell: ({ priority }) => [span(priority)] },
  ];
  let left = width - 38;
  const shown = optional.filter((column) => {
    left -= column.gap + column.width;
    return left >= 0;
  });
  return [...fixed, ...shown];
}
