import type { Listing } from '../output/column.js';

/** How the workers of one function stand. */
export interface WorkStatusRow {
  readonly functions: readonly string[];
  readonly slots: number;
  readonly running: number;
  readonly paused: boolean;
  readonly complete: number;
  readonly failed: number;
  readonly requeued: number;
}

/** How a worker that was asked is listed: a row for each of its functions. */
export const workStatusListing: Listing<WorkStatusRow> = {
  type: 'functions',
  columns: [
    { key: 'functions', heading: 'FUNCTIONS', shrinks: true, value: ({ functions }) => functions },
    { key: 'busy', heading: 'BUSY', align: 'right', value: ({ running }) => running },
    { key: 'slots', heading: 'SLOTS', align: 'right', value: ({ slots }) => slots },
    { key: 'complete', heading: 'DONE', align: 'right', value: ({ complete }) => complete },
    { key: 'failed', heading: 'FAILED', align: 'right', value: ({ failed }) => failed },
    { key: 'requeued', heading: 'REQUEUED', align: 'right', value: ({ requeued }) => requeued },
    { key: 'paused', heading: 'PAUSED', value: ({ paused }) => (paused ? 'yes' : 'no') },
  ],
  tableColumns: ['functions', 'busy', 'slots', 'complete', 'failed', 'requeued', 'paused'],
  plainColumns: ['functions', 'busy', 'slots', 'complete', 'failed', 'requeued', 'paused'],
  json: (row) => row,
};
