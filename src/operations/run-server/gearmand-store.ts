import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { GearmanQueueFile, JobServer } from '../../server/index.js';
import type { SharedFile } from './server-wish.js';

/** How a server is closed. */
type CloseOptions = Parameters<JobServer['close']>[0];

/**
 * The file of the server's own in which jobs are while it runs: beside the one of gearmand's, whose table loses what cannot
 * be told apart. Undefined if nothing is to be written meanwhile.
 */
export function ownFileOf({ file, onlyAtShutdown }: SharedFile): string | undefined {
  return onlyAtShutdown ? undefined : `${file}.gearctl`;
}

/** Tells where the jobs are that a gearmand has left, if it has left any. Throws InputFileError and StoreError. */
export async function leftBy({ file, table }: SharedFile): Promise<GearmanQueueFile | undefined> {
  if (!existsSync(file)) return undefined;
  const { hasGearmanQueue } = await import('../../server/job-store/gearman-queue-import.js');
  return (await hasGearmanQueue(file, { table })) ? { file, table } : undefined;
}

/** Takes the jobs out of gearmand's table that the server's own file has now. Throws StoreError. */
export async function takeAway({ file, table, onlyAtShutdown }: SharedFile): Promise<void> {
  if (onlyAtShutdown) return;
  const { replaceGearmanQueue } = await import('../../server/job-store/gearman-queue-export.js');
  await replaceGearmanQueue(file, () => undefined, { table });
}

/**
 * Writes the jobs that are left where gearmand looks for them, closes the server, and removes its own file. Throws
 * StoreError: then the jobs are in the server's own file.
 */
export async function giveBack(shared: SharedFile, server: JobServer, parting: CloseOptions): Promise<void> {
  const { replaceGearmanQueue } = await import('../../server/job-store/gearman-queue-export.js');
  // Between the last job that is written and the end of all connections nothing may happen.
  await replaceGearmanQueue(
    shared.file,
    (take) => {
      for (const job of server.backgroundJobs()) take(job);
    },
    { table: shared.table },
  );
  await server.close(parting);
  const own = ownFileOf(shared);
  if (own !== undefined) await rm(own, { force: true });
}
