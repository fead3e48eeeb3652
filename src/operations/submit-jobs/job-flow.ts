import type { GearctlError } from '../../errors.js';
import type { HaltRule } from './halt-rule.js';
import type { JobRun } from './job-run.js';

/** Jobs on their way from the input to their end, to be watched and to be given up. */
export interface JobFlow {
  /** The number of jobs under way. */
  readonly running: number;
  /** Those whose results are waited for, the oldest first. */
  readonly foreground: Iterable<JobRun>;
  /** What stopped it before its time, if something did. */
  readonly stopError: GearctlError | undefined;
  /** The rule by which it halted, if it did. */
  readonly metHalt: HaltRule | undefined;
  /** Submits no more and gives the jobs under way up. */
  giveUp(error: GearctlError): void;
}
