import type { Journal } from '../../journal/index.js';
import type { JobOutcome, QueueObserver } from '../job-queue/observer.js';

/** How a job ends that its worker ends. With any other outcome its last worker was lost, or it had none. */
const REPORTED: ReadonlySet<JobOutcome> = new Set<JobOutcome>(['complete', 'fail', 'exception']);

/** Makes an observer that keeps the outcome of each job, and passes on to another observer all that it hears. */
export function recordingOutcomes(journal: Journal, next: QueueObserver): QueueObserver {
  return {
    submitted: (job) => next.submitted(job),
    started: (job) => next.started(job),
    ended: (job) => {
      next.ended(job);
      journal.add({
        handle: job.handle,
        functionName: job.functionName,
        unique: job.unique,
        priority: job.priority,
        background: job.background,
        outcome: job.outcome,
        worker: job.worker,
        queuedAtMs: job.queuedAtMs,
        startedAtMs: job.startedAtMs,
        endedAtMs: job.endedAtMs,
        attempts: job.losses + (REPORTED.has(job.outcome) ? 1 : 0),
        result: job.result,
      });
    },
  };
}
