import { Worker, type WorkerOptions } from '../../../worker/index.js';
import type { JobSource } from '../../../worker/shared-worker.js';
import type { FunctionSettings } from '../function-settings.js';

/** Makes what jobs come from. */
export type MakeJobSource = (options: WorkerOptions) => JobSource;

/** Finds out where the jobs of a function are to come from: one connection for each slot, or one for all. */
export async function jobSourceFor({ action }: FunctionSettings): Promise<MakeJobSource> {
  const isShared = action.type === 'coprocess' && action.connections === 'shared';
  if (!isShared) return (options) => new Worker(options);
  const { SharedWorker } = await import('../../../worker/shared-worker.js');
  return (options) => new SharedWorker(options);
}
