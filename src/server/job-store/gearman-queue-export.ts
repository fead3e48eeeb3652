import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { GearctlError, OutputError } from '../../errors.js';
import { bytesOf } from '../../protocol/byte-string.js';
import { type Database, type Engine, transaction } from '../../sqlite/database.js';
import { syncFolder } from '../../sqlite/database-file.js';
import { loadEngine } from '../../sqlite/engine.js';
import { errnoOf, systemFailure } from '../../sqlite/store-failure.js';
import { PRIORITIES } from '../job-queue/model.js';
import { GEARMAN_QUEUE, type GearmanQueueJob, quoteName } from './gearman-queue.js';

/** How a queue is written. */
export interface GearmanQueueExportOptions {
  /** What the table is called; `gearman_queue` unless gearmand will be told otherwise. */
  readonly table?: string;
  readonly engine?: Engine;
  /** Makes a unique ID that no job has. */
  readonly makeUnique?: () => string;
}

/** What was written to a queue for gearmand. */
export interface GearmanQueueExport {
  /** How many jobs were written. */
  readonly jobs: number;
  /** Jobs that got a new unique ID, having none of their own, or the one of another job of their function. */
  readonly newUniques: number;
  /** Jobs that lost their reducer: gearmand does not keep it. */
  readonly droppedReducers: number;
}

/** A job that is exported. */
export type ExportedJob = GearmanQueueJob & { readonly reducer: string };

/**
 * Writes jobs to a SQLite file from which `gearmand -q libsqlite3` starts. `give` hands them over one by one, in the
 * order in which they are to be replayed, as the `load` of a job store does. The file appears when it is complete, and
 * must not be there before.
 *
 * Times are rounded up to seconds. Throws OutputError if the file is there, StoreError if it cannot be written.
 */
export async function exportGearmanQueue(
  file: string,
  give: (take: (job: ExportedJob) => void) => void,
  options: GearmanQueueExportOptions = {},
): Promise<GearmanQueueExport> {
  if (existsSync(file)) throw alreadyThere(file);
  const fill = await filling(give, options);
  inFolderBeside(file, (unfinished) => {
    fill.into(unfinished);
    // A link, unlike a rename, replaces nothing.
    linkSync(unfinished, file);
  });
  return fill.written;
}

/**
 * Puts jobs in the place of all that are in a queue of gearmand's, whose gearmand must not be running. The file is
 * replaced as a whole, with all that is in it besides, or created. Throws StoreError.
 */
export async function replaceGearmanQueue(
  file: string,
  give: (take: (job: ExportedJob) => void) => void,
  options: GearmanQueueExportOptions = {},
): Promise<GearmanQueueExport> {
  if (!existsSync(file)) return await exportGearmanQueue(file, give, options);
  const fill = await filling(give, options);
  const place = asked(file, () => realpathSync(file));
  inFolderBeside(place, (unfinished) => {
    const { mode, uid, gid } = statSync(place);
    copyFileSync(place, unfinished);
    fill.into(unfinished);
    chmodSync(unfinished, mode);
    // Nobody else may give a file away.
    if (process.geteuid?.() === 0) chownSync(unfinished, uid, gid);
    renameSync(unfinished, place);
  });
  return fill.written;
}

/** Lets a file come into being in a folder of its own, from where it is to be put in its place when it is complete. */
function inFolderBeside(file: string, make: (unfinished: string) => void): void {
  const folder = asked(file, () => mkdtempSync(join(dirname(file), '.gearctl-export-')));
  try {
    asked(file, () => make(join(folder, 'queue.db')));
    syncFolder(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function filling(give: (take: (job: ExportedJob) => void) => void, options: GearmanQueueExportOptions) {
  const { table = GEARMAN_QUEUE, engine = await loadEngine(), makeUnique = randomUUID } = options;
  const written = { jobs: 0, newUniques: 0, droppedReducers: 0 };
  const fill = (database: Database) => {
    const insert = prepareTable(database, table);
    give((job) => {
      // gearmand's key is the unique ID with the function: jobs that have both in common would replace each other.
      const kept = job.unique !== '' && job.unique !== '-' && insert(job, job.unique);
      if (!kept && !insert(job, makeUnique())) throw new OutputError('two jobs were given the same new unique ID');
      if (!kept) written.newUniques++;
      if (job.reducer !== '') written.droppedReducers++;
      written.jobs++;
    });
  };
  const into = (file: string) => {
    const database = engine.open(file);
    try {
      transaction(database, () => fill(database));
    } finally {
      database.close();
    }
  };
  return { into, written };
}

function asked<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof GearctlError) throw error;
    throw errnoOf(error) === 'EEXIST' ? alreadyThere(file) : systemFailure(file, errnoOf(error), error);
  }
}

function alreadyThere(file: string): OutputError {
  return new OutputError(`${file} exists already`, { hint: 'remove it, or name another file' });
}

/** Creates the table, and gives what adds a job under a unique ID: false if there is one of the same key. */
function prepareTable(database: Database, table: string): (job: ExportedJob, unique: string) => boolean {
  database.exec(`DROP TABLE IF EXISTS ${quoteName(table)};
    CREATE TABLE ${quoteName(table)} ( unique_key TEXT, function_name TEXT, priority INTEGER, data BLOB,
    when_to_run INTEGER, PRIMARY KEY (unique_key, function_name))`);
  // gearmand starts from nothing but texts, integers and BLOBs, and takes an empty one only if it is not NULL.
  const statement = database.prepare(`
    INSERT OR IGNORE INTO ${quoteName(table)}
    VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?, coalesce(?, zeroblob(0)), ?) RETURNING 1 AS added`);
  return (job, unique) => {
    const priority = PRIORITIES.indexOf(job.priority);
    const whenToRun = Math.ceil(job.runAtEpochMs / 1000);
    const values = [bytesOf(unique), bytesOf(job.functionName), priority, job.workload, whenToRun];
    return statement.all(values).length > 0;
  };
}
