import type { ExitName } from './exit-codes.js';
import { type JobViewRow, outcomeOf } from './listings/job.js';

/** Gives the exit code of jobs that were waited for. One that has ended and nobody knows how is not taken for a failure. */
export function exitOfEnded(jobs: readonly JobViewRow[]): ExitName {
  const exits = new Set(jobs.map(exitOf));
  const [first = 'OK'] = exits;
  if (exits.size <= 1) return first;
  const haveAllFailed = [...exits].every((exit) => exit === 'JOB_FAILED' || exit === 'JOB_EXCEPTION');
  return haveAllFailed ? 'JOB_FAILED' : 'PARTIAL';
}

function exitOf(job: JobViewRow): ExitName {
  if (job.state === 'unknown') return 'NOT_FOUND';
  const outcome = outcomeOf(job);
  if (outcome === 'complete' || outcome === 'unknown') return 'OK';
  return outcome === 'exception' ? 'JOB_EXCEPTION' : 'JOB_FAILED';
}
