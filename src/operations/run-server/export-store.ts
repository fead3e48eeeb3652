import { existsSync } from 'node:fs';
import { InputFileError } from '../../errors.js';
import type { GearmanQueueFile } from '../../server/index.js';
import type { ServerEvent } from './server-event.js';

/**
 * Writes the jobs of a store, which no server may have open, to a file that `gearmand -q libsqlite3` starts from. The
 * store stays as it is. Throws InputFileError if there is no store, OutputError if the file is there already, and
 * StoreError.
 */
export async function exportStore(store: string, { file, table }: GearmanQueueFile): Promise<ServerEvent> {
  if (!existsSync(store)) {
    throw new InputFileError(`there are no stored jobs: ${store} does not exist`, {
      hint: '--store FILE names the store',
    });
  }
  const { openSqliteJobStore } = await import('../../server/job-store/sqlite-job-store.js');
  const { exportGearmanQueue } = await import('../../server/job-store/gearman-queue-export.js');
  const jobStore = await openSqliteJobStore(store);
  try {
    const { jobs, newUniques, droppedReducers } = await exportGearmanQueue(file, (take) => jobStore.load(take), {
      table,
    });
    const notes = [
      newUniques > 0 && `${newUniques} of them with a new unique ID, for gearmand keeps one job of each ID`,
      droppedReducers > 0 && `${droppedReducers} without their reducer, which gearmand does not keep`,
    ].filter((note) => note !== false);
    return { type: 'exported', jobs, file, notes };
  } finally {
    jobStore.close();
  }
}
