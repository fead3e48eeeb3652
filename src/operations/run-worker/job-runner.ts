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
  /** What is kept of the result, or of what the exception said. Default: the result. */
  readonly kept?: Uint8Array | undefined;
  /** Which attempt was the last one, from 1. Default: the first. */
  readonly attempt?: number | undefined;
  /** It failed for want of time. */
  readonly isTimeout?: boolean | undefined;
  /** How long its slot is to take nothing, in ms. */
  readonly restMs?: number | undefined;
  /** What is wrong with this worker, that the job could not be dealt with at all. */
  readonly trouble?: Trouble | undefined;
}

/** Something that keeps a worker from working. With `isFatal` there is no use in trying again. */
export interface Trouble {
  readonly error: GearctlError;
  readonly isFatal: boolean;
}

/** What a slot is doing. */
export interface SlotStatus {
  readonly job: JobFacts;
  /** Which attempt at the job it is, from 1. */
  readonly attempt: number;
  /** When that began, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** The process that does it; undefined where there is none, as between two attempts. */
  readonly pid: number | undefined;
  /** How far it is, by its own word. */
  readonly progress: { readonly numerator: number; readonly denominator: number } | undefined;
}

/** What is done with each job. */
export interface JobRunner {
  /** Deals with a job and reports it, but for the WORK_COMPLETE of a good end. */
  run(job: Job, facts: JobFacts): Promise<JobEnding>;
  /** What runs at the moment, by slots. Default: nobody knows. */
  status?(): readonly SlotStatus[];
  /** Gets ready for another number of jobs at a time; those that run are left alone. */
  setSlots?(slots: number): Promise<void>;
  /** No new jobs will come: what waits to be tried again goes back to its server, what runs may end. */
  drain?(): void;
  /** Kills all that runs here, at once. */
  kill(): void;
  /** Resolves when nothing is left of what ran here. */
  close(): Promise<void>;
}
