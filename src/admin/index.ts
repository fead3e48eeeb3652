/** The text protocol asked: what a server knows of its queues, its connections and itself. */
export type { JobRow, PriorityStatusRow, StatusRow, WorkerRow } from '../protocol/index.js';
export { Admin, isUnknownCommand } from './admin.js';
export type { AdminOptions, JobSelection, QueueLimits } from './admin-options.js';
export type { JobDetails, JobList, JobWorker, PeekedJob } from './job-details.js';
export type { JobResult } from './job-result.js';
export type { FunctionStats, JobCounters, JobStats, MeasuredDurations, ServerStats } from './server-stats.js';
