import { NameError } from '../../../errors.js';
import type { Job } from '../../../worker/index.js';
import { attemptUnique } from './attempt-unique.js';
import type { JobSubmitter } from './job-submitter.js';

/** Shorter waits are none: a server counts in seconds. */
const SHORTEST_WAIT_MS = 1000;

/**
 * Submits a job once more, in the background, to be begun after a wait; its unique ID says which attempt it is. Workers
 * are not told the priority of a job, so this one has the normal one. Resolves with the handle once a server has it.
 */
export async function submitAgain(
  submitter: JobSubmitter,
  { functionName, workload, signal }: Job,
  unique: string,
  attempt: number,
  delayMs: number,
): Promise<string> {
  if (functionName.includes('\ufffd')) throw new NameError(`the function name '${functionName}' is no UTF-8`);
  return submitter.submit(functionName, workload, {
    ...{ unique: attemptUnique(unique, attempt), signal },
    ...(delayMs >= SHORTEST_WAIT_MS && { runAt: new Date(Date.now() + delayMs) }),
  });
}
