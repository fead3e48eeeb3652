import { realpathSync, statSync } from 'node:fs';
import { InputFileError, StoreError } from '../errors.js';
import { systemMessage } from '../system-message.js';
import type { JobHost } from './job-host.js';
import { importGearmanQueue } from './job-store/gearman-queue-import.js';
import type { SqliteJobStore } from './job-store/sqlite-job-store.js';

/** A table of jobs in a file of gearmand's. */
export interface GearmanQueueFile {
  readonly file: string;
  readonly table: string;
}

/** What came of an import. */
export interface JobImport {
  /** How many jobs were taken over, unless they coalesced. */
  readonly jobs: number;
  /** What is worth knowing about them, each a sentence without its end. */
  readonly notes: readonly string[];
}

/**
 * Takes over the jobs of a gearmand, which must not be running, before there are any peers. What a store has taken over
 * once it does not take over again, as long as the file stays as it was. Throws InputFileError and StoreError.
 */
export async function importJobs(
  { file, table }: GearmanQueueFile,
  host: JobHost,
  store: SqliteJobStore | undefined,
): Promise<JobImport> {
  const source = describeSource(file, table);
  if (store?.hasImported(source)) return { jobs: 0, notes: ['they were taken over before'] };
  const found = await importGearmanQueue(file, (job) => host.adopt({ ...job, reducer: '' }), { table });
  store?.noteImport(source);
  if (!host.commit()) throw new StoreError(`the jobs of ${file} cannot be stored`, 'failed');
  const notes = [
    found.unusable > 0 && `left out ${found.unusable} ${found.unusable === 1 ? 'row' : 'rows'} without a function`,
    found.unknownPriorities > 0 && `${found.unknownPriorities} had no priority and have the normal one`,
    found.unusableUniques > 0 && `${found.unusableUniques} had unique IDs that cannot be, and have none`,
  ];
  return { jobs: found.jobs, notes: notes.filter((note) => note !== false) };
}

/** Names a file in the state that it is in. */
function describeSource(file: string, table: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(file);
    return JSON.stringify([realpathSync(file), table, ino, size, mtimeMs]);
  } catch (error) {
    throw new InputFileError(`cannot read ${file}: ${systemMessage(error)}`, { cause: error });
  }
}
