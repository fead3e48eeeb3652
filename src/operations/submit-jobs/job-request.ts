import { submissionOf } from '../../client/submission.js';
import type { Priority } from '../../client/task.js';
import { checkFunctionName } from '../function-name.js';

/** One job as it is to be submitted. */
export interface JobRequest {
  /** Counts from 1, in the order of the input. */
  readonly seq: number;
  readonly functionName: string;
  readonly workload: Uint8Array;
  readonly unique: string | undefined;
  readonly priority: Priority;
  readonly background: boolean;
  /** Not to be worked before; such a job is a background job. */
  readonly runAt: Date | undefined;
}

/** What jobs have in common unless their line of the input says otherwise. */
export type JobDefaults = Pick<JobRequest, 'unique' | 'priority' | 'background' | 'runAt'> & {
  readonly reducer: string | undefined;
};

/** Checks that a job can be submitted. Throws NameError, and UsageError for options that exclude each other. */
export function checkJob(functionName: string, { unique, priority, background, runAt, reducer }: JobDefaults): void {
  checkFunctionName(functionName);
  submissionOf(functionName, {
    priority,
    background,
    ...(unique !== undefined && { unique }),
    ...(runAt !== undefined && { runAt }),
    ...(reducer !== undefined && { reducer }),
  });
}
