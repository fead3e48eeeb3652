/** Outcomes of jobs, kept for a while: in memory, or in a table of a SQLite file. */
export type { Journal, JournalOptions, OutcomeQuery } from './journal.js';
export { MemoryJournal } from './memory-journal.js';
export type { KeptOutcome, Outcome, OutcomeName, OutcomeSummary, OutcomeWorker } from './outcome.js';
export { CREATE_OUTCOME_TABLE } from './outcome-table.js';
export { parseRetention, type Retention } from './retention.js';
export { SqliteJournal } from './sqlite-journal.js';
