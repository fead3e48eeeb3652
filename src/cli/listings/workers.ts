import { counted } from '../output/cell-text.js';
import type { Column, Listing, Totals } from '../output/column.js';
import { type Answer, reasonJson } from './answering-servers.js';

/** A connection and what it can do. */
export interface WorkerRow {
  readonly server: string;
  readonly fd: string;
  readonly address: string;
  readonly clientId: string | null;
  readonly functionNames: readonly string[];
}

/** Workers that have something in common. */
export interface WorkerGroupRow {
  readonly by: 'host' | 'function' | 'id';
  readonly name: string;
  readonly workers: number;
  readonly functionNames: readonly string[];
  readonly addresses: readonly string[];
}

/** How connections are listed. */
export const workersListing: Listing<WorkerRow> = {
  type: 'worker',
  columns: [
    { key: 'server', heading: 'SERVER', value: ({ server }) => server },
    { key: 'fd', heading: 'FD', align: 'right', value: ({ fd }) => fd },
    { key: 'address', heading: 'ADDRESS', value: ({ address }) => address },
    { key: 'id', heading: 'CLIENT ID', shrinks: true, value: ({ clientId }) => clientId },
    { key: 'functions', heading: 'FUNCTIONS', shrinks: true, value: ({ functionNames }) => functionNames },
  ],
  tableColumns: ['server', 'fd', 'address', 'id', 'functions'],
  plainColumns: ['server', 'fd', 'address', 'id', 'functions'],
  sortColumn: 'server',
  json: workerJson,
};

const NAME_HEADINGS = { host: 'HOST', function: 'FUNCTION', id: 'CLIENT ID' } as const;

/** How groups of workers are listed. */
export function workerGroupListing(by: WorkerGroupRow['by']): Listing<WorkerGroupRow> {
  const name: Column<WorkerGroupRow> = { key: by, heading: NAME_HEADINGS[by], value: (group) => group.name };
  const functions: Column<WorkerGroupRow> = {
    key: 'functions',
    heading: 'FUNCTIONS',
    shrinks: true,
    value: ({ functionNames }) => functionNames,
  };
  const addresses: Column<WorkerGroupRow> = {
    key: 'addresses',
    heading: 'ADDRESSES',
    shrinks: true,
    value: (group) => group.addresses,
  };
  const columns = [
    { ...name, shrinks: by !== 'host' },
    { key: 'workers', heading: 'WORKERS', align: 'right' as const, value: (group: WorkerGroupRow) => group.workers },
    ...(by === 'function' ? [] : [functions]),
    ...(by === 'host' ? [] : [addresses]),
  ];
  const keys = columns.map(({ key }) => key);
  return { type: 'group', columns, tableColumns: keys, plainColumns: keys, sortColumn: 'workers', json: groupJson };
}

/** Several servers' connections. */
export interface WorkersView {
  readonly time: Date;
  readonly servers: readonly Answer[];
  readonly workers: readonly WorkerRow[];
}

/** Gives the last line of the table, grouped or not. */
export function workersTotals(workers: readonly WorkerRow[], by: WorkerGroupRow['by'] | undefined): Totals {
  const noun = workers.every(({ functionNames }) => functionNames.length > 0) ? 'worker' : 'connection';
  return { [by ?? 'server']: counted(workers.length, noun) };
}

/** Gives the document `gearctl/workers/1`. */
export function workersDocument({ time, servers, workers }: WorkersView, groups?: readonly WorkerGroupRow[]) {
  return {
    schema: 'gearctl/workers/1',
    time: time.toISOString(),
    servers: servers.map((answer) => {
      return { server: answer.server, ok: answer.ok, ...(answer.ok ? {} : reasonJson(answer.error)) };
    }),
    workers: workers.map(workerJson),
    ...(groups && { groups: groups.map(groupJson) }),
  };
}

function workerJson({ server, fd, address, clientId, functionNames }: WorkerRow): object {
  return { server, fd, address, id: clientId, functions: functionNames };
}

function groupJson({ by, name, workers, functionNames, addresses }: WorkerGroupRow): object {
  return { by, name, workers, functions: functionNames, addresses };
}
