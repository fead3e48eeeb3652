import type { DocumentFields, DocumentQuestion } from './document-fields.js';

const PRIORITIES = ['high', 'normal', 'low'] as const;
const STATES = ['delayed', 'queued', 'running', 'cancelled'] as const;

/** Who works a job. */
export interface JobWorker {
  /** Its client ID; undefined where none was set. */
  readonly id: string | undefined;
  readonly address: string;
}

/** A job that is not over, as only gearctl's server tells of it. Texts are text. */
export interface JobDetails {
  readonly handle: string;
  readonly functionName: string;
  /** Undefined where it has none. */
  readonly unique: string | undefined;
  readonly priority: (typeof PRIORITIES)[number];
  /** `cancelled`: cancelled or abandoned, and not yet swept. */
  readonly state: (typeof STATES)[number];
  /** Cancelled or abandoned: nobody waits for its outcome, though it may run. */
  readonly ignored: boolean;
  readonly background: boolean;
  /** How long ago it was submitted. */
  readonly ageMs: number;
  /** When a delayed job may be worked, in milliseconds since 1970. */
  readonly runAtEpochMs: number | undefined;
  /** How long ago its worker got it. */
  readonly runTimeMs: number | undefined;
  /** How often it was handed to a worker. */
  readonly attempts: number;
  readonly worker: JobWorker | undefined;
  /** The bytes of its workload. */
  readonly size: number;
  readonly progress: { readonly numerator: number; readonly denominator: number } | undefined;
}

/** Jobs that are not over, the oldest first. */
export interface JobList {
  readonly jobs: readonly JobDetails[];
  /** How many there are, listed or not. */
  readonly total: number;
  /** Whether there are more than are listed. */
  readonly truncated: boolean;
}

/** A job that is not over, and what it is to work on. */
export interface PeekedJob {
  readonly job: JobDetails;
  /** The workload, or its first 64 KiB. */
  readonly workload: Uint8Array;
  readonly truncated: boolean;
}

/** Asks for the jobs that are not over. */
export const JOBS: DocumentQuestion<JobList> = {
  command: 'jobs',
  schema: 'gearctl/job-list/1',
  read: (fields) => ({
    jobs: fields.objects('jobs').map(readJobDetails),
    total: fields.number('total'),
    truncated: fields.flag('truncated'),
  }),
};

/** Asks for one of them with its workload. */
export const PEEK: DocumentQuestion<PeekedJob> = {
  command: 'peek',
  schema: 'gearctl/peek/1',
  read: (fields) => ({
    job: readJobDetails(fields.object('job')),
    workload: fields.bytes('data'),
    truncated: fields.flag('truncated'),
  }),
};

/** Reads the priority of a job. */
export function readPriority(fields: DocumentFields): JobDetails['priority'] {
  return fields.oneOf('priority', PRIORITIES);
}

/** Reads who works or worked a job. */
export function readWorker(fields: DocumentFields): JobWorker | undefined {
  const worker = fields.optional('worker', (name) => fields.object(name));
  return worker && { id: worker.optional('id', (name) => worker.text(name)), address: worker.text('address') };
}

function readJobDetails(fields: DocumentFields): JobDetails {
  const progress = fields.optional('progress', (name) => fields.object(name));
  return {
    handle: fields.text('handle'),
    functionName: fields.text('function'),
    unique: fields.optional('unique', (name) => fields.text(name)),
    priority: readPriority(fields),
    state: fields.oneOf('state', STATES),
    ignored: fields.flag('ignored'),
    background: fields.flag('background'),
    ageMs: fields.durationMs('age'),
    runAtEpochMs: fields.optional('run_at', (name) => fields.epochMs(name)),
    runTimeMs: fields.optional('run_time', (name) => fields.durationMs(name)),
    attempts: fields.number('attempts'),
    worker: readWorker(fields),
    size: fields.number('size'),
    progress: progress && { numerator: progress.number('numerator'), denominator: progress.number('denominator') },
  };
}
