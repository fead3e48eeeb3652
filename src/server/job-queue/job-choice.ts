import type { LifeCycle, QueuedJob } from './life-cycle.js';
import { type Ability, type Peer, PRIORITIES } from './model.js';
import type { QueueOptions } from './queue-options.js';

/** A job for a worker, and the registration that makes it one. */
export interface JobChoice {
  readonly job: QueuedJob;
  readonly ability: Ability;
}

/** Chooses the job that a worker gets. Dead jobs met on the way are swept. */
export type JobChooser = (lifeCycle: LifeCycle, worker: Peer) => JobChoice | undefined;

/** Gives the chooser for an order, which also says whose turn is next. */
export function jobChooser({ order = '2.0', roundRobin = false }: QueueOptions): JobChooser {
  if (order === '2.0') return (lifeCycle, worker) => takeTurns(worker, chooseMostUrgent(lifeCycle, worker));
  if (!roundRobin) return chooseFirst;
  return (lifeCycle, worker) => takeTurns(worker, chooseFirst(lifeCycle, worker));
}

/**
 * Chooses the most urgent job of all functions; among equally urgent ones that of the function which stands first.
 */
function chooseMostUrgent(lifeCycle: LifeCycle, worker: Peer): JobChoice | undefined {
  let choice: JobChoice | undefined;
  for (let ability = worker.abilities.first; ability !== undefined; ability = ability.next) {
    const job = lifeCycle.firstQueued(ability.function);
    if (job === undefined || (choice !== undefined && !isMoreUrgent(job, choice.job))) continue;
    choice = { job, ability };
    if (job.priority === 'high') break;
  }
  return choice;
}

/** Chooses the most urgent job of the first function that has jobs. */
function chooseFirst(lifeCycle: LifeCycle, worker: Peer): JobChoice | undefined {
  for (let ability = worker.abilities.first; ability !== undefined; ability = ability.next) {
    const job = lifeCycle.firstQueued(ability.function);
    if (job !== undefined) return { job, ability };
  }
  return undefined;
}

/** The function chosen stands behind the others from now on. */
function takeTurns({ abilities }: Peer, choice: JobChoice | undefined): JobChoice | undefined {
  if (choice !== undefined && abilities.length > 1) {
    abilities.remove(choice.ability);
    abilities.append(choice.ability);
  }
  return choice;
}

function isMoreUrgent(a: QueuedJob, b: QueuedJob): boolean {
  return PRIORITIES.indexOf(a.priority) < PRIORITIES.indexOf(b.priority);
}
