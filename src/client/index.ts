/** Jobs submitted: the client, its tasks, and what they report. */
export type { BackgroundOptions, BackgroundSummary, Workloads } from './bulk/background-options.js';
export { type AskOptions, Client, type RunOptions } from './client.js';
export type { ClientOptions, DialStep } from './client-options.js';
export type { EchoResult } from './echo.js';
export type { JobStatus, UniqueJobStatus } from './job-status.js';
export type {
  CreatedJob,
  LateWorkload,
  Priority,
  SubmitOptions,
  Task,
  TaskListener,
  TaskState,
  Workload,
} from './task.js';
export type {
  CompleteEvent,
  CreatedEvent,
  DataEvent,
  ExceptionEvent,
  FailEvent,
  LostEvent,
  StatusEvent,
  TaskEvent,
  TerminalEvent,
  WarningEvent,
} from './task-event.js';
