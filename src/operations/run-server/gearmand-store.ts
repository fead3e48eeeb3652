import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { JobServer } from '../../server/index.js';
import type { GearmandFile, SharedFile } from './server-wish.js';

/**
 * The file of the server's own in which jobs are while it runs: beside the one of gearmand's, whose table loses what cannot
 * be told apart. Undefined if nothing is to be written meanwhile.
 */
export function ownFileOf({ file, onlyAtShutdown }: SharedFile): string | undefined {
  return onlyAtShutdown ? undefined : `${file}.gearctl`;
}

/** Tells where the jobs are that a gearmand has left, if it has left any. */
export function leftBy({ file, table }: SharedFile): GearmandFile | undefined {
  return existsSync(file) ? { file, table } : undefined;
}

/** Takes the jobs out of gearmand's table that the server's own file has now. */
export async function takeAway(shared: SharedFile): Promise<void> {
  if (shared.onlyAtShutdown || !existsSync(shared.file)) return;
  const { emptyGearmanQueue } = await import('../../server/job-store/gearman-queue-import.js');
  await emptyGearmanQueue(shared.file, { table: shared.table });
}

/** Writes the jobs that are left where gearmand looks for them, closes the server, and removes its own file. */
export async function giveBack(shared: SharedFile, server: JobServer): Promise<void> {
  const { exportGearmanQueue } = await import('../../server/job-store/gearman-queue-export.js');
  const whole = `${shared.file}.whole`;
  await rm(whole, { force: true });
  const give = (take: Parameters<Parameters<typeof exportGearmanQueue>[1]>[0]) => {
    for (const job of server.backgroundJobs()) take(job);
  };
  await exportGearmanQueue(whole, give, { table: shared.table });
  await server.close();
  await rename(whole, shared.file);
  const own = ownFileOf(shared);
  if (own !== undefined) await rm(own, { force: true });
}
