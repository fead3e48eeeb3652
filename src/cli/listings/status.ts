import { counted } from '../output/cell-text.js';
import type { Column, ColumnValue, Listing, Totals } from '../output/column.js';
import { roundedMs } from '../output/milliseconds.js';
import { printable } from '../output/printable.js';
import { type Answer, reasonJson } from './answering-servers.js';

interface Counts {
  readonly total: number;
  readonly running: number;
  readonly waiting: number;
  readonly workers: number;
}

interface PriorityCounts {
  readonly high: number;
  readonly normal: number;
  readonly low: number;
}

interface FunctionCounts extends Counts {
  readonly waitingByPriority: PriorityCounts | null;
}

/** A function with its jobs, on all servers or on one. */
export interface StatusRow extends FunctionCounts {
  readonly name: string;
  readonly server?: string;
  readonly byServer: Readonly<Record<string, FunctionCounts>>;
}

/** Several servers' state. */
export interface StatusView {
  readonly time: Date;
  readonly servers: readonly Answer<{ readonly version: string; readonly roundTripMs: number }>[];
  readonly functions: readonly StatusRow[];
  readonly totals: Counts;
}

/** Which columns a person asked for. */
export interface StatusColumns {
  readonly byPriority: boolean;
  readonly byServer: boolean;
}

/** How functions and their jobs are listed. Plain lines are those of `gearadmin --status`. */
export function statusListing({ byPriority, byServer }: StatusColumns): Listing<StatusRow> {
  const server = byServer ? ['server'] : [];
  const priorities = byPriority ? ['high', 'normal', 'low'] : [];
  return {
    type: 'function',
    columns: byServer ? [...COLUMNS, SERVER] : COLUMNS,
    tableColumns: ['function', ...server, 'waiting', 'running', 'workers', ...priorities, 'note'],
    plainColumns: ['function', 'total', 'running', 'workers', ...priorities, ...server],
    sortColumn: 'waiting',
    json: functionJson,
  };
}

/** Gives the rows to list: the functions, or each of them on each server. */
export function statusRows({ functions }: StatusView, byServer: boolean): readonly StatusRow[] {
  if (!byServer) return functions;
  return functions.flatMap((row) =>
    Object.entries(row.byServer).map(([server, counts]) => {
      return { name: row.name, server, ...counts, byServer: { [server]: counts } };
    }),
  );
}

/** Gives the last line of the table. */
export function statusTotals({ functions, totals }: StatusView): Totals {
  const { waiting, running, workers, total } = totals;
  return {
    function: counted(functions.length, 'function'),
    waiting,
    running,
    workers,
    total,
  };
}

/** Gives the document `gearctl/status/1`. */
export function statusDocument({ time, servers, functions, totals }: StatusView) {
  return {
    schema: 'gearctl/status/1',
    time: time.toISOString(),
    servers: servers.map((answer) =>
      answer.ok
        ? {
            server: answer.server,
            ok: true,
            version: answer.value.version,
            rtt_ms: roundedMs(answer.value.roundTripMs),
          }
        : { server: answer.server, ok: false, ...reasonJson(answer.error) },
    ),
    functions: functions.map(functionJson),
    totals: countsJson(totals),
  };
}

function functionJson(row: StatusRow): object {
  const byServer = Object.entries(row.byServer).map(([server, counts]) => [server, countsJson(counts)]);
  return {
    name: row.name,
    ...countsJson(row),
    waiting_by_priority: row.waitingByPriority,
    by_server: Object.fromEntries(byServer),
  };
}

function countsJson({ total, running, waiting, workers }: Counts): Counts {
  return { total, running, waiting, workers };
}

/** Jobs that wait for workers there are none of: what somebody has to see. */
function isStuck({ waiting, workers }: StatusRow): boolean {
  return waiting > 0 && workers === 0;
}

function number(key: string, value: (row: StatusRow) => ColumnValue): Column<StatusRow> {
  return { key, heading: key.toUpperCase(), align: 'right', value, tint: tintOf };
}

function tintOf(row: StatusRow): 'red' | 'dim' | undefined {
  if (isStuck(row)) return 'red';
  return row.total === 0 ? 'dim' : undefined;
}

const SERVER: Column<StatusRow> = {
  key: 'server',
  heading: 'SERVER',
  value: ({ server = '' }) => server,
  tint: tintOf,
};

const COLUMNS: readonly Column<StatusRow>[] = [
  {
    key: 'function',
    heading: 'FUNCTION',
    shrinks: true,
    value: ({ name }) => name,
    cell: (row) => `${printable(row.name)}${isStuck(row) ? '  !' : ''}`,
    tint: tintOf,
  },
  number('total', ({ total }) => total),
  number('waiting', ({ waiting }) => waiting),
  number('running', ({ running }) => running),
  number('workers', ({ workers }) => workers),
  number('high', ({ waitingByPriority }) => waitingByPriority?.high ?? null),
  number('normal', ({ waitingByPriority }) => waitingByPriority?.normal ?? null),
  number('low', ({ waitingByPriority }) => waitingByPriority?.low ?? null),
  {
    key: 'note',
    heading: '',
    tableOnly: true,
    value: (row) => (isStuck(row) ? 'no worker' : ''),
    cell: (row) => (isStuck(row) ? 'no worker' : ''),
    tint: () => 'red',
  },
];
