/** Outcomes of jobs, kept for a while: in memory, or in a table of a SQLite file. */
export type { Journal, JournalOptions } from './journal.js';
export { MemoryJournal } from './memory-journal.js';
export type { KeptOutcome, Outcome, OutcomeWorker } from './outcome.js';
export { CREATE_OUTCOME_TABLE } from './outcome-table.js';
export { parseRetention } from './retention.js';
export { SqliteJournal } from './sqlite-journal.js';
