import type { Listing } from '../output/column.js';

/** What came of changing one thing. */
export interface ChangeRow {
  readonly name: string;
  readonly outcome: 'done' | 'not_found' | 'refused' | 'error';
  readonly message: string;
}

/** How changes are listed. */
export const changesListing: Listing<ChangeRow> = {
  type: 'change',
  columns: [
    { key: 'name', heading: 'NAME', shrinks: true, value: ({ name }) => name },
    {
      key: 'outcome',
      heading: 'OUTCOME',
      value: ({ outcome }) => outcome,
      cell: ({ outcome }) => outcome.replace('_', ' '),
      tint: ({ outcome }) => (outcome === 'done' ? 'green' : 'red'),
    },
    { key: 'message', heading: 'MESSAGE', shrinks: true, value: ({ message }) => message },
  ],
  tableColumns: ['name', 'outcome', 'message'],
  plainColumns: ['name', 'outcome', 'message'],
  json: ({ name, outcome, message }) => ({ name, outcome, message }),
};

/** Gives the document `gearctl/changes/1`. */
export function changesDocument(results: readonly ChangeRow[]) {
  return { schema: 'gearctl/changes/1', results };
}
