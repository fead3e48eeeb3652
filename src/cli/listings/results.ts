import { counted } from '../output/cell-text.js';
import type { Column, Listing, Totals } from '../output/column.js';
import { printable } from '../output/printable.js';
import type { Drawing } from '../output/table.js';
import { ageText, durationText } from './time-text.js';

/** How jobs may end for a worker. */
export const WORK_OUTCOMES = ['complete', 'fail', 'exception', 'timeout', 'lost'] as const;

/** How a job ended and what is known of that. */
export interface ResultRow {
  readonly handle: string;
  readonly functionName: string;
  readonly unique: string | null;
  readonly server: string;
  readonly source: string;
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string | null;
  readonly attempts: number;
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
  readonly durationMs: number | null;
  readonly bytes: number;
  readonly truncated: boolean;
}

/** How outcomes are listed. `now` is what their age is counted from in a table. */
export function resultsListing(now: () => number): Listing<ResultRow> {
  return {
    type: 'result',
    columns: [
      { key: 'finished', heading: 'FINISHED', value: finished, cell: (row) => ageText(now() - Number(row.finishedAt)) },
      { key: 'handle', heading: 'HANDLE', shrinks: true, value: ({ handle }) => handle },
      { key: 'function', heading: 'FUNCTION', shrinks: true, value: ({ functionName }) => functionName },
      { key: 'outcome', heading: 'OUTCOME', value: ({ outcome }) => outcome, tint: outcomeTint },
      { key: 'exit-code', heading: 'EXIT', align: 'right', value: ({ exitCode, signal }) => exitCode ?? signal },
      {
        key: 'duration',
        heading: 'DURATION',
        align: 'right',
        value: duration,
        cell: (row) => durationText(row.durationMs),
      },
      { key: 'bytes', heading: 'BYTES', align: 'right', value: ({ bytes }) => bytes },
      { key: 'attempts', heading: 'ATTEMPTS', align: 'right', value: ({ attempts }) => attempts },
      { key: 'unique', heading: 'UNIQUE', shrinks: true, value: ({ unique }) => unique },
      { key: 'server', heading: 'SERVER', value: ({ server }) => server },
      { key: 'worker', heading: 'WORKER', shrinks: true, value: ({ worker }) => worker },
      { key: 'source', heading: 'SOURCE', value: ({ source }) => source },
      { key: 'message', heading: 'MESSAGE', shrinks: true, value: ({ message }) => message },
    ],
    tableColumns: ['finished', 'handle', 'function', 'outcome', 'exit-code', 'duration', 'bytes', 'message'],
    plainColumns: ['finished', 'handle', 'function', 'outcome', 'exit-code', 'duration', 'bytes'],
    json: resultJson,
  };
}

/** Writes an outcome as one line for people, with its line end. */
export function resultLine(row: ResultRow, { paint }: Pick<Drawing, 'paint'>): string {
  const { handle, functionName, outcome, exitCode, signal, durationMs, bytes, message, finishedAt } = row;
  const tint = outcomeTint(row);
  const facts = [
    paint.dim(finishedAt.toTimeString().slice(0, 8)),
    printable(handle),
    printable(functionName),
    tint === undefined ? outcome : paint[tint](outcome),
    ...(exitCode === null ? [] : [`exit ${exitCode}`]),
    ...(signal === null ? [] : [signal]),
    durationText(durationMs),
    counted(bytes, 'byte'),
    ...(message === null ? [] : [printable(message)]),
  ];
  return `${facts.join('  ')}\n`;
}

/** Gives the last line of the table. */
export function resultsTotals(rows: readonly ResultRow[]): Totals {
  const complete = rows.filter(({ outcome }) => outcome === 'complete').length;
  const notComplete = rows.length - complete;
  return { finished: counted(rows.length, 'outcome'), outcome: notComplete === 0 ? '' : `${notComplete} not complete` };
}

/** Gives the document `gearctl/results/1`. */
export function resultsDocument(rows: readonly ResultRow[]) {
  return { schema: 'gearctl/results/1', results: rows.map(resultJson) };
}

/** Gives an outcome as JSON has it. */
export function resultJson(row: ResultRow): object {
  const { handle, functionName, unique, server, source, outcome, signal, message, attempts, worker } = row;
  const { startedAt, finishedAt, durationMs, bytes, truncated } = row;
  return {
    ...{ handle, function: functionName, unique, server, source, outcome },
    ...{ exit_code: row.exitCode, signal, message, attempts, worker },
    started: startedAt?.toISOString() ?? null,
    finished: finishedAt.toISOString(),
    duration: durationMs === null ? null : durationMs / 1000,
    ...{ bytes, truncated },
  };
}

/** The colour of how a job ended. */
export function outcomeTint({ outcome }: { readonly outcome: string | null }): 'green' | 'red' | 'yellow' | undefined {
  if (outcome === null) return undefined;
  if (outcome === 'complete') return 'green';
  return outcome === 'unknown' ? 'yellow' : 'red';
}

function finished({ finishedAt }: ResultRow): string {
  return finishedAt.toISOString();
}

const duration: Column<ResultRow>['value'] = ({ durationMs }) => (durationMs === null ? null : durationMs / 1000);
