import type { LifeCycle } from './life-cycle.js';
import { type Ability, type Job, type Peer, PRIORITIES } from './model.js';

/** A job for a worker, and the registration that makes it one. */
export interface JobChoice {
  readonly job: Job;
  readonly ability: Ability;
}

/**
 * Chooses the job that a worker gets: the most urgent one of all its functions; among equally urgent ones that of the
 * function which stands first. Dead jobs met on the way are swept.
 */
export function chooseJob(lifeCycle: LifeCycle, worker: Peer): JobChoice | undefined {
  let choice: JobChoice | undefined;
  for (const ability of worker.abilities) {
    const job = lifeCycle.firstQueued(ability.function);
    if (job === undefined || (choice !== undefined && !isMoreUrgent(job, choice.job))) continue;
    choice = { job, ability };
    if (job.priority === 'high') break;
  }
  return choice;
}

function isMoreUrgent(a: Job, b: Job): boolean {
  return PRIORITIES.indexOf(a.priority) < PRIORITIES.indexOf(b.priority);
}
