import type { WorkStatus } from './pool-status.js';

/** Writes how a pool stands in lines for people: who it is, its functions, and each job under way. */
export function statusLines(status: WorkStatus): string[] {
  return [headLine(status), ...status.functions.map(functionLine), ...jobLines(status)];
}

/** Says who a pool is. */
export function headLine({ id, state, pid, started }: WorkStatus): string {
  return `${id}  ${state}  pid ${pid}  since ${started}`;
}

/** Writes a line for each job under way. */
export function jobLines({ jobs }: WorkStatus): string[] {
  return jobs.map((job) =>
    [
      `${job.function}[${job.slot}]`,
      job.handle,
      job.pid === null ? 'no process' : `pid ${job.pid}`,
      `${job.seconds.toFixed(1)}s`,
      ...(job.attempt > 1 ? [`attempt ${job.attempt}`] : []),
      ...(job.progress === null ? [] : [job.progress.join('/')]),
    ].join('  '),
  );
}

function functionLine({
  functions,
  running,
  slots,
  complete,
  failed,
  requeued,
}: WorkStatus['functions'][number]): string {
  const names = functions.join(' ');
  return `${names}  ${running} of ${slots} busy  ${complete} done  ${failed} failed  ${requeued} requeued`;
}
