/** Jobs worked: the worker, its jobs, and what it tells of itself. */
export { Job, type JobOutcome } from './job.js';
export {
  type Handler,
  type HandlerResult,
  type OneJobOptions,
  type RegisterOptions,
  Worker,
  type WorkerEcho,
  type WorkerRunOptions,
} from './worker.js';
export type { WorkerEvent } from './worker-event.js';
export type { WorkerOptions } from './worker-options.js';
