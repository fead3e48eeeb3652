/** What `jobs` and `peek` tell: the jobs that are not over. */
import type { Job } from '../job-queue/model.js';
import type { ExtensionContext } from './extension-context.js';
import { instant, type JsonObject, seconds, setData, setOptionalText, setText, workerObject } from './json-values.js';

/** What of a workload is shown: its first 64 KiB. */
const MAX_WORKLOAD_BYTES = 64 * 1024;

/** Which jobs are asked for. */
export interface JobSelection {
  /** A byte string; undefined: of any function. */
  readonly functionName: string | undefined;
  readonly limit: number;
}

/**
 * Lists jobs, the oldest first. To find those of one function the others are looked at too, until the last one that there
 * is or the limit.
 */
export function jobsDocument(selection: JobSelection, { view, nowMs }: ExtensionContext): object {
  const { functionName, limit } = selection;
  let total = 0;
  for (const jobFunction of view.functions) {
    if (functionName === undefined || jobFunction.name === functionName) total += jobFunction.total;
  }
  const wanted = Math.min(total, limit);
  const jobs: object[] = [];
  if (wanted > 0) {
    for (const job of view.jobs) {
      if (functionName !== undefined && job.function.name !== functionName) continue;
      jobs.push(jobRow(job, nowMs));
      if (jobs.length === wanted) break;
    }
  }
  return { schema: 'gearctl/job-list/1', time: instant(nowMs), total, truncated: jobs.length < total, jobs };
}

/** Shows a job with its workload. */
export function peekDocument(job: Job, { nowMs }: ExtensionContext): object {
  const { workload } = job;
  const document: JsonObject = {
    schema: 'gearctl/peek/1',
    time: instant(nowMs),
    job: jobRow(job, nowMs),
    truncated: workload.length > MAX_WORKLOAD_BYTES,
  };
  setData(document, workload.subarray(0, MAX_WORKLOAD_BYTES));
  return document;
}

/** Field by field, for there are many rows: objects spread into one another take V8 three times as long. */
function jobRow(job: Job, nowMs: number): object {
  const { worker, numerator, denominator, startedAtMs } = job;
  const isRunning = job.state === 'running';
  const row: JsonObject = {};
  setText(row, 'handle', job.handle);
  setText(row, 'function', job.function.name);
  setOptionalText(row, 'unique', job.unique);
  row.priority = job.priority;
  row.state = job.isDead ? 'cancelled' : job.state;
  row.ignored = job.isIgnored;
  row.background = job.background;
  row.age = seconds(nowMs - job.queuedAtMs);
  row.run_at = job.state === 'delayed' ? instant(job.runAtEpochMs) : null;
  row.run_time = isRunning && startedAtMs !== undefined ? seconds(nowMs - startedAtMs) : null;
  row.attempts = job.losses + (isRunning ? 1 : 0);
  row.worker = worker === undefined ? null : workerObject(worker);
  row.size = job.workload.length;
  row.progress = denominator === 0 ? null : { numerator, denominator };
  return row;
}
