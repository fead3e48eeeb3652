/** The table in which outcomes are kept, made to be read with `sqlite3` too, and the SQL that is spoken to it. */
import type { Row, SqlValue } from '../sqlite/database.js';
import type { KeptOutcome, OutcomeName, OutcomeSummary } from './outcome.js';

/**
 * Makes the table: a step in the migrations of whatever file it is to be in. The result comes last, so that lists can be
 * read without it. A text that holds a NUL is a BLOB.
 */
export const CREATE_OUTCOME_TABLE = `
  CREATE TABLE outcome (
    number         INTEGER PRIMARY KEY, -- rises in the order in which they came
    handle         TEXT    NOT NULL,
    function_name  TEXT    NOT NULL,
    unique_id      TEXT    NOT NULL,
    priority       INTEGER NOT NULL,    -- 0: high, 1: normal, 2: low
    background     INTEGER NOT NULL,    -- 0, 1
    outcome        TEXT    NOT NULL,    -- complete, fail, exception, timeout, lost, cancelled, abandoned
    worker_id      TEXT,                -- NULL if nobody worked it
    worker_address TEXT,                -- likewise
    queued_at      INTEGER NOT NULL,    -- milliseconds since 1970
    started_at     INTEGER,             -- likewise; NULL if no worker got it
    ended_at       INTEGER NOT NULL,    -- likewise
    attempts       INTEGER NOT NULL,
    result_bytes   INTEGER NOT NULL,    -- of the whole result
    kept_bytes     INTEGER NOT NULL,    -- of what is in the next column
    result         BLOB    NOT NULL
  );
  CREATE INDEX outcome_of_handle ON outcome (handle);`;

const SUMMARY_COLUMNS = `handle, function_name, unique_id, priority, background, outcome, worker_id, worker_address,
  queued_at, started_at, ended_at, attempts, result_bytes, kept_bytes`;

/** Adds an outcome. It replaces what a transaction left that was thought to have failed. */
export const WRITE_OUTCOME = 'INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** The last of the outcomes with a handle that ended since some time. */
export const FIND_OUTCOME = `
  SELECT ${SUMMARY_COLUMNS}, result FROM outcome WHERE handle = ? AND ended_at >= ? ORDER BY number DESC LIMIT 1`;

/** The last outcomes that ended since some time; of one function and with one outcome, both given twice, unless NULL. */
export const LIST_OUTCOMES = `
  SELECT ${SUMMARY_COLUMNS} FROM outcome
  WHERE ended_at >= ? AND (? IS NULL OR function_name = ?) AND (? IS NULL OR outcome = ?)
  ORDER BY number DESC LIMIT ?`;

/** What there is, in one row. */
export const SURVEY_OUTCOMES = `
  SELECT count(*) AS count, coalesce(sum(kept_bytes), 0) AS bytes, coalesce(max(number), 0) AS last FROM outcome`;

/** The oldest outcomes from a number on, as far as it matters for giving them up. */
export const LIST_OLDEST = 'SELECT number, ended_at, kept_bytes FROM outcome WHERE number >= ? ORDER BY number LIMIT ?';

/** Gives up the outcomes up to a number. */
export const DELETE_UP_TO = 'DELETE FROM outcome WHERE number <= ?';

const PRIORITIES = ['high', 'normal', 'low'] as const;

/** Gives the values of a row, in the order of the columns. */
export function rowOf(number: number, outcome: KeptOutcome): SqlValue[] {
  return [
    number,
    textValue(outcome.handle),
    textValue(outcome.functionName),
    textValue(outcome.unique),
    PRIORITIES.indexOf(outcome.priority),
    outcome.background ? 1 : 0,
    outcome.outcome,
    outcome.worker === undefined ? null : textValue(outcome.worker.clientId),
    outcome.worker === undefined ? null : textValue(outcome.worker.address),
    outcome.queuedAtMs,
    outcome.startedAtMs ?? null,
    outcome.endedAtMs,
    outcome.attempts,
    outcome.resultBytes,
    outcome.result.length,
    outcome.result,
  ];
}

/** Reads a row of LIST_OUTCOMES. */
export function summaryOfRow(row: Row): OutcomeSummary {
  const resultBytes = Number(row.result_bytes);
  return {
    handle: text(row.handle),
    functionName: text(row.function_name),
    unique: text(row.unique_id),
    priority: PRIORITIES[Number(row.priority)] ?? 'normal',
    background: row.background !== 0,
    outcome: row.outcome as OutcomeName,
    worker: row.worker_id === null ? undefined : { clientId: text(row.worker_id), address: text(row.worker_address) },
    queuedAtMs: Number(row.queued_at),
    startedAtMs: row.started_at === null ? undefined : Number(row.started_at),
    endedAtMs: Number(row.ended_at),
    attempts: Number(row.attempts),
    resultBytes,
    truncated: resultBytes > Number(row.kept_bytes),
  };
}

/** Reads a row of FIND_OUTCOME. */
export function outcomeOfRow(row: Row): KeptOutcome {
  return { ...summaryOfRow(row), result: row.result as Uint8Array };
}

/** Gives a text as it is bound: SQLite's texts end at a NUL. */
export function textValue(value: string): string | Uint8Array {
  return value.includes('\0') ? new TextEncoder().encode(value) : value;
}

function text(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}
