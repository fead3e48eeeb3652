import { EXIT_CODES } from '../exit-codes.js';
import type { Listing } from '../output/column.js';

type ExitCode = (typeof EXIT_CODES)[number];

/** How exit codes are listed. */
export const exitCodesListing: Listing<ExitCode> = {
  type: 'exit-code',
  columns: [
    { key: 'code', heading: 'CODE', align: 'right', value: ({ code }) => code },
    { key: 'name', heading: 'NAME', value: ({ name }) => name },
    { key: 'when', heading: 'WHEN', shrinks: true, value: ({ when }) => when },
  ],
  tableColumns: ['code', 'name', 'when'],
  plainColumns: ['code', 'name', 'when'],
  json: (exitCode) => exitCode,
};

/** Gives the document `gearctl/exit-codes/1`. */
export function exitCodesDocument() {
  return { schema: 'gearctl/exit-codes/1', exit_codes: EXIT_CODES };
}
