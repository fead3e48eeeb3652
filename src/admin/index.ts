/** The text protocol asked: what a server knows of its queues, its connections and itself. */
export type { JobRow, PriorityStatusRow, StatusRow, WorkerRow } from '../protocol/index.js';
export { Admin, isUnknownCommand } from './admin.js';
export type { AdminOptions, QueueLimits } from './admin-options.js';
