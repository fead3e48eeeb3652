import type { WorkerEvent } from '../../worker/index.js';

/** Functions, and the slots that their jobs share. */
export interface WorkGroup {
  readonly functions: readonly string[];
  readonly slots: number;
}

/** The job that an event is about, and where it runs. `slot` counts from 1. */
export interface JobFacts {
  readonly functionName: string;
  readonly handle: string;
  readonly unique: string;
  readonly server: string;
  readonly slot: number;
}

/** How a job ended, as its server was told; `requeued` means that it was told nothing and gives the job to another worker. */
export type JobEnd = 'complete' | 'fail' | 'exception' | 'requeued';

/** What happens in a worker that somebody may want to read of, in the order in which it happens. */
export type WorkEvent =
  /** Jobs can come: a server has been reached. `servers` tells which. */
  | {
      readonly type: 'ready';
      readonly groups: readonly WorkGroup[];
      readonly servers: readonly { readonly server: string; readonly isUp: boolean }[];
      readonly pid: number;
    }
  /** A server was reached or lost; `message` says why it is not there. Told when it changes, not for each attempt. */
  | { readonly type: 'server'; readonly server: string; readonly isUp: boolean; readonly message: string }
  | { readonly type: 'start'; readonly job: JobFacts }
  /** A job has ended. `message` is empty when it is complete. */
  | {
      readonly type: 'end';
      readonly job: JobFacts;
      readonly end: JobEnd;
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly durationMs: number;
      readonly bytesIn: number;
      readonly bytesOut: number;
      readonly message: string;
    }
  /** An attempt at a job has failed; the next one, of so many at most, begins after a wait. */
  | {
      readonly type: 'retry';
      readonly job: JobFacts;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly delayMs: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly message: string;
    }
  /** A command wrote a line to stderr; it comes without its line end. */
  | { readonly type: 'stderr'; readonly job: JobFacts; readonly line: string }
  /** The worker went a step towards its end, takes nothing for the time being, or takes jobs again, with `running` jobs. */
  | { readonly type: 'drain' | 'kill' | 'pause' | 'resume'; readonly running: number }
  /** The next step: these jobs are ended, and what becomes of them. */
  | { readonly type: 'stop'; readonly running: number; readonly onDrainTimeout: 'fail' | 'requeue' }
  /** There are more slots than before, or less. */
  | { readonly type: 'slots'; readonly groups: readonly WorkGroup[] }
  /** What the worker does is described anew: a line for each change. */
  | { readonly type: 'reload'; readonly changes: readonly string[] }
  /** Metrics are to be had at this address. */
  | { readonly type: 'metrics'; readonly address: string }
  /** Something was not as it should be, and the worker goes on. */
  | { readonly type: 'warning'; readonly message: string };

/** What is told of a job with each event about it. */
export function jobFacts({ job, slot }: Extract<WorkerEvent, { type: 'job-started' }>): JobFacts {
  const { functionName, handle, unique, server } = job;
  return { functionName, handle, unique, server, slot };
}

/** Takes events. While the promise it may return is pending, a command that writes to stderr is held up. */
export type WorkEventTaker = (event: WorkEvent) => void | Promise<void>;
