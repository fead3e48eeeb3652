import { hostname } from 'node:os';
import { UsageError } from '../../errors.js';
import { checkFunctionName } from '../function-name.js';
import { CommandJobs, type CommandSettings } from './command-jobs.js';
import { workerEnvironment } from './job-environment.js';
import { PayloadOutput, type PayloadSettings } from './payload-output.js';
import type { WorkEventTaker } from './work-event.js';
import { workerId } from './worker-id.js';
import { WorkerRun, type WorkerWish } from './worker-run.js';

/** What a worker does with its jobs: runs a command for each, or writes their workloads. */
export type JobAction = CommandSettings | PayloadSettings;

/** More slots than a machine has a use for: most likely a slip of the finger. */
const MAX_SLOTS = 1000;

/**
 * Prepares a worker; nothing is connected before `run`, which has to be called, for it cleans up too. Rejects with
 * CommandNotFoundError, CommandNotExecutableError, UsageError, NameError or AddressError for what cannot be, and with
 * SystemError when the system refuses what commands need.
 */
export async function openWorker(wish: WorkerWish, action: JobAction, tell: WorkEventTaker): Promise<WorkerRun> {
  const { functions, slots, pid } = wish;
  functions.forEach(checkFunctionName);
  if (slots > MAX_SLOTS) throw new UsageError(`${slots} jobs at a time are too many: at most ${MAX_SLOTS}`);
  const id = wish.worker.id ?? workerId(hostname(), functions);
  const named = { ...wish, worker: { ...wish.worker, id } };
  if ('stream' in action) return new WorkerRun(named, new PayloadOutput(action), tell);

  const env = workerEnvironment(action.env, { id, pid });
  const commands = await CommandJobs.open({ ...action, env }, slots, tell);
  try {
    return new WorkerRun(named, commands, tell);
  } catch (error) {
    await commands.close();
    throw error;
  }
}
