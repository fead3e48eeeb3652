import type { GearctlError } from '../../errors.js';
import type { Job } from '../../worker/index.js';
import type { JobEnd, JobFacts } from './work-event.js';

/** What became of a job. */
export interface JobEnding {
  readonly end: JobEnd;
  /** What WORK_COMPLETE is to carry. Jobs that ended otherwise have been reported already. */
  readonly result: Uint8Array;
  /** Why it did not complete, in a few words. */
  readonly message: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The size of all that it gave, in bytes. */
  readonly bytesOut: number;
  /** What is wrong with this worker, that the job could not be dealt with at all. */
  readonly trouble?: Trouble | undefined;
}

/** Something that keeps a worker from working. With `isFatal` there is no use in trying again. */
export interface Trouble {
  readonly error: GearctlError;
  readonly isFatal: boolean;
}

/** What is done with each job. */
export interface JobRunner {
  /** Deals with a job and reports it, but for the WORK_COMPLETE of a good end. */
  run(job: Job, facts: JobFacts): Promise<JobEnding>;
  /** Kills all that runs here, at once. */
  kill(): void;
  /** Resolves when nothing is left of what ran here. */
  close(): Promise<void>;
}
