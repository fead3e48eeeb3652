/** What can be asked about a job queue: the status of a job, and the rows of the admin lists. */
import type { JobRow, PacketOf, PriorityStatusRow, StatusRow, WorkerRow } from '../../protocol/index.js';
import type { Job } from './model.js';
import type { RegistryView } from './registry.js';

/** Answers GET_STATUS. */
export function statusOfHandle(view: RegistryView, handle: string): PacketOf<'STATUS_RES'> {
  return { type: 'STATUS_RES', handle, ...progress(view.findJob(handle)) };
}

/** Answers GET_STATUS_UNIQUE, for the job of any function that was submitted last with that ID. */
export function statusOfUnique(view: RegistryView, unique: string): PacketOf<'STATUS_RES_UNIQUE'> {
  const job = view.findUnique(unique);
  return {
    type: 'STATUS_RES_UNIQUE',
    unique,
    ...progress(job),
    waitingClients: String(job?.clients.length ?? 0),
  };
}

/** Lists the functions with their number of jobs. */
export function* statusRows(view: RegistryView): Generator<StatusRow> {
  for (const { name, total, running, workers } of view.functions) {
    yield { functionName: name, total, running, workers };
  }
}

/** Lists the functions with their waiting jobs by priority. Delayed jobs are of normal priority. */
export function* priorityStatusRows(view: RegistryView): Generator<PriorityStatusRow> {
  for (const { name, queued, delayed, workers } of view.functions) {
    const { high, normal, low } = queued;
    yield { functionName: name, high: high.length, normal: normal.length + delayed, low: low.length, workers };
  }
}

/** Lists the connections with their abilities, in the order in which they are looked through. */
export function* workerRows(view: RegistryView): Generator<WorkerRow> {
  for (const { number, address, clientId, abilities } of view.peers) {
    const functionNames = Array.from(abilities, (ability) => ability.function.name);
    yield { fd: String(number), address, clientId, functionNames };
  }
}

/** Lists the jobs. */
export function* jobRows(view: RegistryView): Generator<JobRow> {
  for (const { handle, losses, isIgnored, background, cancelled } of view.jobs) {
    yield { handle, retries: losses, ignored: isIgnored, queued: background && !cancelled };
  }
}

/** Lists the unique IDs of the jobs. */
export function* uniqueIds(view: RegistryView): Generator<string> {
  for (const { unique } of view.jobs) yield unique;
}

function progress(job: Job | undefined) {
  return {
    known: job === undefined ? '0' : '1',
    running: job?.state === 'running' ? '1' : '0',
    numerator: String(job?.numerator ?? 0),
    denominator: String(job?.denominator ?? 0),
  };
}
