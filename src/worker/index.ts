/** Jobs worked: the worker, its jobs, and what it tells of itself. */
export { Job, type JobOutcome } from './job.js';
export {
  type Handler,
  type HandlerResult,
  type OneJobOptions,
  type RegisterOptions,
  type RunOptions,
  Worker,
  type WorkerEcho,
} from './worker.js';
export type { WorkerEvent } from './worker-event.js';
export type { WorkerOptions } from './worker-options.js';
