import type { WorkOutcome } from '../../journal/index.js';
import type { Job } from '../../worker/index.js';
import type { JobEnding } from './job-runner.js';
import type { JobFacts } from './work-event.js';

/** When a job was dealt with, in milliseconds since 1970, and by whom. */
export interface EntryCircumstances {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly workerId: string;
  readonly pid: number;
}

/** Makes the account of a job that has ended here, for the journal; undefined for one that went back, and has not ended. */
export function journalEntry(
  job: Job,
  facts: JobFacts,
  ending: JobEnding,
  circumstances: EntryCircumstances,
): WorkOutcome | undefined {
  const outcome = outcomeOf(job, ending);
  if (outcome === undefined) return undefined;
  const { functionName, handle, unique, server, slot } = facts;
  const { exitCode, signal, message, bytesOut, attempt = 1, result, kept = result } = ending;
  return {
    ...{ handle, functionName, unique, server, slot, outcome, exitCode, signal, message },
    ...{ attempts: attempt, bytesIn: job.workload.length, bytesOut, result: kept, ...circumstances },
  };
}

function outcomeOf(job: Job, { end, isTimeout }: JobEnding): WorkOutcome['outcome'] | undefined {
  if (end === 'requeued') return job.outcome === 'lost' ? 'lost' : undefined;
  return end === 'fail' && isTimeout === true ? 'timeout' : end;
}
