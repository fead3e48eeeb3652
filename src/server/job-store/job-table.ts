/** The tables in which jobs are kept, made to be read with `sqlite3` too, and the SQL that is spoken to them. */
import { CREATE_OUTCOME_TABLE } from '../../journal/index.js';
import type { Schema } from '../../sqlite/schema.js';

/** The files of the job store: `gear` in ASCII. */
export const JOB_SCHEMA: Schema = {
  applicationId: 0x67656172,
  migrations: [
    `CREATE TABLE job (
      number        INTEGER PRIMARY KEY, -- of its handle
      function_name TEXT    NOT NULL,    -- a name that is no UTF-8 is a BLOB
      unique_id     TEXT    NOT NULL,    -- likewise
      reducer       TEXT    NOT NULL,    -- likewise; empty: none
      priority      INTEGER NOT NULL,    -- 0: high, 1: normal, 2: low, as in gearmand's
      run_at        INTEGER NOT NULL,    -- milliseconds since 1970; 0: at once
      queued_at     INTEGER NOT NULL,    -- milliseconds since 1970
      workload      BLOB    NOT NULL
    );
    CREATE TABLE last_number (
      value INTEGER NOT NULL -- the highest that a job had which is gone; those that are there may have higher ones
    );
    INSERT INTO last_number VALUES (0);
    CREATE TABLE import (
      source TEXT PRIMARY KEY -- a file whose jobs were taken over, as it was then
    ) WITHOUT ROWID;`,
    CREATE_OUTCOME_TABLE,
  ],
};

export const INSERT_JOB = 'INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?)';

export const DELETE_JOB = 'DELETE FROM job WHERE number = ?';

export const READ_LAST_NUMBER = `
  SELECT max(value, (SELECT coalesce(max(number), 0) FROM job)) AS number FROM last_number`;

export const WRITE_LAST_NUMBER = 'UPDATE last_number SET value = ?';

export const FIND_IMPORT = 'SELECT 1 AS found FROM import WHERE source = ?';

export const INSERT_IMPORT = 'INSERT OR IGNORE INTO import VALUES (?)';

/** The first job from a number on. */
export const FIND_NEXT = 'SELECT min(number) AS number FROM job WHERE number >= ?';

/**
 * All there is of the jobs between two numbers but their workloads, as one JSON array of `JobHead`: that is ten times as
 * fast as rows, each of which has to be carried out of SQLite by itself.
 */
export const READ_HEADS = `
  SELECT '[' || group_concat(json_array(
    number, ${json('function_name')}, ${json('unique_id')}, ${json('reducer')}, priority, run_at, queued_at,
    octet_length(workload)
  )) || ']' AS heads
  FROM job WHERE number BETWEEN ? AND ?`;

/** The workloads of the jobs between two numbers, one behind the other. */
export const READ_WORKLOADS = `
  SELECT CAST(group_concat(workload, '') AS BLOB) AS workloads FROM job WHERE number BETWEEN ? AND ?`;

/** A text, or a list with the hexadecimal digits of one that is no UTF-8. */
export type JsonText = string | readonly [hex: string];

/** A job in the answer to READ_HEADS. */
export type JobHead = readonly [
  number: number,
  functionName: JsonText,
  unique: JsonText,
  reducer: JsonText,
  priority: number,
  runAtEpochMs: number,
  queuedAtEpochMs: number,
  workloadBytes: number,
];

/** In the order of SQLite every text comes before every BLOB, so a comparison tells which it is, faster than `typeof`. */
function json(column: string): string {
  return `iif(${column} < x'', ${column}, json_array(hex(${column})))`;
}
