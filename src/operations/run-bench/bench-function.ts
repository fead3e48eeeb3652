import { setTimeout } from 'node:timers/promises';
import type { Admin } from '../../admin/index.js';
import { NotFoundError, TimeoutError, UnmetError } from '../../errors.js';
import { Worker } from '../../worker/index.js';
import type { LoadSetting } from './load.js';

const SLOTS = 8;

/** Without progress for so long, the rest is left. */
const PATIENCE_MS = 10_000;

/** A server takes a moment to notice that a worker is gone. */
const RETRY_MS = 20;

/** A worker that gets no job for so long looks whether there are any. */
const IDLE_MS = 500;

/**
 * Takes all jobs of a function out of the server, and then has it forget the function. Rejects with TimeoutError when it
 * comes no further, and with whatever keeps the server from being asked. `cleared` hears of each job, and how many there
 * were.
 */
export async function removeFunction(
  admin: Admin,
  { connection, functionName, now }: Pick<LoadSetting, 'connection' | 'functionName' | 'now'>,
  cleared: (total: number) => void,
): Promise<void> {
  let progressMs = now();
  for (;;) {
    const row = (await admin.status()).find((known) => known.functionName === functionName);
    if (row === undefined) return;
    if (row.total > 0) {
      await using worker = new Worker({ ...connection, concurrency: SLOTS, reconnect: false });
      worker.register(functionName, () => {
        progressMs = now();
        cleared(row.total);
        return '';
      });
      await worker.run({ maxJobs: row.total, idleTimeoutMs: IDLE_MS });
    } else if (await isDropped(admin, functionName)) {
      return;
    }
    if (now() - progressMs > PATIENCE_MS) {
      throw new TimeoutError(`${admin.server} still has ${row.total} jobs of ${functionName}`, {
        hint: `gearctl status -s ${admin.server} ${functionName}`,
      });
    }
    await setTimeout(RETRY_MS);
  }
}

/** Has the server forget the function, if it has no worker any more. */
async function isDropped(admin: Admin, functionName: string): Promise<boolean> {
  try {
    await admin.dropFunction(functionName);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return true;
    if (error instanceof UnmetError) return false;
    throw error;
  }
}
