/**
 * Outcomes of jobs, kept for a while. Those that a server knows: in memory, or in a table of its SQLite file. Those of
 * workers: in a folder to which all workers of a machine write.
 */
export type { Journal, JournalOptions } from './journal.js';
export { type JournalReader, type OutcomeKey, readJournal } from './journal-reader.js';
export { removeOutcomes } from './journal-removal.js';
export type { JournalTail } from './journal-tail.js';
export { MemoryJournal } from './memory-journal.js';
export type { KeptOutcome, Outcome, OutcomeWorker } from './outcome.js';
export { CREATE_OUTCOME_TABLE } from './outcome-table.js';
export { parseRetention } from './retention.js';
export { openSharedJournal, type SharedJournal, type SharedJournalOptions } from './shared-journal.js';
export { SqliteJournal } from './sqlite-journal.js';
export type { KeptWorkOutcome, WorkOutcome, WorkOutcomeName, WorkQuery, WorkSummary } from './work-outcome.js';
