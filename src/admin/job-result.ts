import type { DocumentFields, DocumentQuestion } from './document-fields.js';
import { type JobDetails, type JobWorker, readPriority, readWorker } from './job-details.js';

const OUTCOMES = ['complete', 'fail', 'exception', 'timeout', 'lost', 'cancelled', 'abandoned'] as const;

/** How a job ended and what it came to, from a server that keeps outcomes. */
export interface JobResult {
  readonly handle: string;
  readonly functionName: string;
  /** Undefined where it had none. */
  readonly unique: string | undefined;
  readonly priority: JobDetails['priority'];
  readonly background: boolean;
  /** `timeout` and `lost`: given up after too many workers; `abandoned`: nobody waited for it any more. */
  readonly outcome: (typeof OUTCOMES)[number];
  /** In milliseconds since 1970, as are the other two. */
  readonly queuedAtEpochMs: number;
  /** When its last worker got it; undefined if none ever did. */
  readonly startedAtEpochMs: number | undefined;
  readonly finishedAtEpochMs: number;
  /** How often it was handed to a worker. */
  readonly attempts: number;
  /** Who worked it last. */
  readonly worker: JobWorker | undefined;
  /** The data of the packet that ended it, a result or what an exception says, or its first bytes. */
  readonly data: Uint8Array;
  /** The length of all data. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** Asks for the outcome of a job. */
export const RESULT: DocumentQuestion<JobResult> = {
  command: 'result',
  schema: 'gearctl/result/1',
  read: readJobResult,
};

function readJobResult(fields: DocumentFields): JobResult {
  return {
    handle: fields.text('handle'),
    functionName: fields.text('function'),
    unique: fields.optional('unique', (name) => fields.text(name)),
    priority: readPriority(fields),
    background: fields.flag('background'),
    outcome: fields.oneOf('outcome', OUTCOMES),
    queuedAtEpochMs: fields.epochMs('queued'),
    startedAtEpochMs: fields.optional('started', (name) => fields.epochMs(name)),
    finishedAtEpochMs: fields.epochMs('finished'),
    attempts: fields.number('attempts'),
    worker: readWorker(fields),
    data: fields.bytes('data'),
    bytes: fields.number('bytes'),
    truncated: fields.flag('truncated'),
  };
}
