import { counted } from '../output/cell-text.js';
import type { Column, ColumnValue, Listing, Totals } from '../output/column.js';
import { msText, roundedMs } from '../output/milliseconds.js';
import { type Answer, reasonJson } from './answering-servers.js';

/** What a server says of itself. */
export interface ServerInfoView {
  readonly version: string;
  readonly pid: number | null;
  readonly logLevel: string | null;
  readonly roundTripMs: number;
  readonly functions: number;
  readonly workers: number;
  readonly jobs: number;
}

type Row = Answer<ServerInfoView>;

/** How servers are listed. */
export const serverInfoListing: Listing<Row> = {
  type: 'server',
  columns: [
    { key: 'server', heading: 'SERVER', value: ({ server }) => server, tint: ({ ok }) => (ok ? undefined : 'red') },
    { ...told('version', 'VERSION', ({ version }) => version), shrinks: true },
    number(
      told('pid', 'PID', ({ pid }) => pid),
      String,
    ),
    told('log-level', 'LOG', ({ logLevel }) => logLevel),
    number(
      told('rtt', 'RTT', ({ roundTripMs }) => roundedMs(roundTripMs)),
      (ms) => msText(Number(ms)),
    ),
    { key: 'tls', heading: 'TLS', value: overTls },
    number(told('functions', 'FUNCTIONS', ({ functions }) => functions)),
    number(told('workers', 'WORKERS', ({ workers }) => workers)),
    number(told('jobs', 'JOBS', ({ jobs }) => jobs)),
  ],
  tableColumns: ['server', 'version', 'pid', 'log-level', 'rtt', 'tls', 'functions', 'workers', 'jobs'],
  plainColumns: ['server', 'version', 'pid', 'log-level', 'rtt', 'tls', 'functions', 'workers', 'jobs'],
  json: serverJson,
};

/** Gives the last line of the table. */
export function serverTotals(servers: readonly Row[]): Totals {
  const sum = (of: (info: ServerInfoView) => number) =>
    servers.reduce((total, row) => total + (row.ok ? of(row.value) : 0), 0);
  return {
    server: counted(servers.length, 'server'),
    workers: sum(({ workers }) => workers),
    jobs: sum(({ jobs }) => jobs),
  };
}

/** Gives the document `gearctl/servers/1`. */
export function serversDocument(servers: readonly Row[]) {
  return { schema: 'gearctl/servers/1', servers: servers.map(serverJson) };
}

function serverJson(row: Row): object {
  if (!row.ok) return { server: row.server, ok: false, ...reasonJson(row.error) };
  const { version, pid, logLevel, roundTripMs, functions, workers, jobs } = row.value;
  const counts = { functions, workers, jobs };
  const { server } = row;
  return {
    server,
    ok: true,
    version,
    pid,
    log_level: logLevel,
    rtt_ms: roundedMs(roundTripMs),
    tls: overTls(row),
    ...counts,
  };
}

function overTls({ server }: Row): boolean {
  return server.startsWith('tls://');
}

/** A column of what a server told; one that did not answer told nothing. */
function told(key: string, heading: string, value: (info: ServerInfoView) => ColumnValue): Column<Row> {
  return { key, heading, value: (row) => (row.ok ? value(row.value) : null) };
}

function number(column: Column<Row>, text?: (value: ColumnValue) => string): Column<Row> {
  if (text === undefined) return { ...column, align: 'right' };
  const cell = (row: Row) => {
    const value = column.value(row);
    return value === null ? '-' : text(value);
  };
  return { ...column, align: 'right', cell };
}
