/**
 * The table in which gearmand keeps its background jobs (`gearmand -q libsqlite3`), as both directions know it:
 *
 *     unique_key TEXT, function_name TEXT   the key, together
 *     priority INTEGER                      0: high, 1: normal, 2: low
 *     data BLOB                             the workload
 *     when_to_run INTEGER                   seconds since 1970; 0: at once
 */
import type { StoredJob } from './job-store.js';

/** What the table is called unless gearmand was told otherwise. */
export const GEARMAN_QUEUE = 'gearman_queue';

/** What gearmand keeps of a job. */
export type GearmanQueueJob = Pick<StoredJob, 'functionName' | 'unique' | 'priority' | 'runAtEpochMs' | 'workload'>;

/** Makes a name fit for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
