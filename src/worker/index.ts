/** Jobs worked: the worker, its jobs, and what it tells of itself. */
export { Job, type JobOutcome } from './job.js';
export type { Handler, HandlerResult, RegisterOptions } from './registrations.js';
export type { OneJobOptions, WorkerEcho, WorkerRunOptions } from './run-options.js';
export { Worker } from './worker.js';
export type { WorkerEvent } from './worker-event.js';
export type { WorkerOptions } from './worker-options.js';
