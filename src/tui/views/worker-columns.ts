import { durationText } from '../durations.js';
import type { Instant, WorkerModel } from '../model/types.js';
import { namesIn } from './names.js';
import { cutMiddle, span } from './spans.js';
import type { Column } from './table.js';

/** What a table of connections may show. */
export type WorkerField = 'server' | 'fd' | 'address' | 'id' | 'seen' | 'count' | 'functions';

/** A place of a field: the cells before it, and how many it has. */
export type WorkerPlaces = readonly (readonly [field: WorkerField, gap: number, width: number])[];

/** What a table of connections needs beside them. */
export interface WorkerTable {
  readonly now: Instant;
  /** How servers are called in it. */
  readonly serverName: (label: string) => string;
  /** What stands where a connection has no function. */
  readonly none: string;
}

type Kind = Pick<Column<WorkerModel>, 'heading' | 'align'> & {
  readonly text: (worker: WorkerModel, table: WorkerTable, width: number) => string;
};

const KINDS: Readonly<Record<WorkerField, Kind>> = {
  server: { heading: 'SERVER', text: ({ server }, { serverName }, width) => cutMiddle(serverName(server), width) },
  fd: { heading: 'FD', text: ({ fd }) => fd },
  address: { heading: 'ADDRESS', text: ({ address }, _, width) => cutMiddle(address, width) },
  id: { heading: 'CLIENT ID', text: ({ clientLabel = '-' }, _, width) => cutMiddle(clientLabel, width) },
  seen: { heading: 'SEEN', align: 'right', text: ({ seen }, { now }) => durationText(now.atMs - seen.atMs) },
  count: { heading: '#FN', align: 'right', text: ({ functionNames }) => String(functionNames.length) },
  functions: {
    heading: 'FUNCTIONS',
    text: ({ functionLabels }, { none }, width) =>
      namesIn(functionLabels.length === 0 ? [none] : functionLabels, width),
  },
};

/** Gives the columns of connections at their places. */
export function workerColumns(places: WorkerPlaces, table: WorkerTable): Column<WorkerModel>[] {
  return places.map(([field, gap, width]) => {
    const { heading, align, text } = KINDS[field];
    const cell = (worker: WorkerModel) => {
      const isIdle = field === 'functions' && worker.functionNames.length === 0;
      return [span(text(worker, table, width), isIdle ? 'dim' : 'text')];
    };
    return { heading, gap, width, cell, ...(align !== undefined && { align }) };
  });
}
