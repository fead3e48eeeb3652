import { UsageError } from '../errors.js';
import type { Packet } from '../protocol/index.js';
import { functionNameOf, uniqueOf } from '../protocol/names.js';
import type { SubmitOptions } from './task.js';

/** What is submitted, checked and in the form of the wire; the workload comes later. */
export interface Submission {
  readonly type: (typeof FOREGROUND | typeof BACKGROUND)[keyof typeof FOREGROUND] | Special;
  readonly background: boolean;
  readonly functionName: string;
  readonly unique: string;
  readonly reducer: string;
  readonly epochSeconds: string;
}

const encoder = new TextEncoder();

type Special = 'SUBMIT_JOB_EPOCH' | 'SUBMIT_REDUCE_JOB' | 'SUBMIT_REDUCE_JOB_BACKGROUND';

const FOREGROUND = { high: 'SUBMIT_JOB_HIGH', normal: 'SUBMIT_JOB', low: 'SUBMIT_JOB_LOW' } as const;
const BACKGROUND = { high: 'SUBMIT_JOB_HIGH_BG', normal: 'SUBMIT_JOB_BG', low: 'SUBMIT_JOB_LOW_BG' } as const;

/** Checks what is to be submitted. Throws NameError, or UsageError for options that exclude each other. */
export function submissionOf(functionName: string, options: SubmitOptions): Submission {
  const { runAt, reducer, unique = '', asBytes } = options;
  const background = options.background === true || runAt !== undefined;
  return {
    type: submissionType(options, background),
    background,
    functionName: asBytes ? functionName : functionNameOf(functionName),
    unique: asBytes ? unique : uniqueOf(unique),
    reducer: reducer === undefined ? '' : functionNameOf(reducer),
    epochSeconds: runAt === undefined ? '' : String(Math.max(0, Math.ceil(runAt.getTime() / 1000))),
  };
}

/** Gives the bytes of a workload. Throws UsageError for what is neither text nor bytes. */
export function workloadBytes(workload: Uint8Array | string): Uint8Array {
  if (typeof workload === 'string') return encoder.encode(workload);
  if (workload instanceof Uint8Array) return workload;
  throw new UsageError(`a workload is text, bytes or a function that gives them, not ${typeof workload}`);
}

/** Builds the packet that submits it. */
export function submissionPacket(submission: Submission, data: Uint8Array): Packet {
  const { type, functionName, unique } = submission;
  switch (type) {
    case 'SUBMIT_JOB_EPOCH':
      return { type, functionName, unique, epochSeconds: submission.epochSeconds, data };
    case 'SUBMIT_REDUCE_JOB':
    case 'SUBMIT_REDUCE_JOB_BACKGROUND':
      return { type, functionName, unique, reducer: submission.reducer, aggregator: '', data };
    default:
      return { type, functionName, unique, data };
  }
}

function submissionType(options: SubmitOptions, background: boolean): Submission['type'] {
  const { priority = 'normal', runAt, reducer } = options;
  const type = (background ? BACKGROUND : FOREGROUND)[priority];
  if (type === undefined) throw new UsageError(`'${priority}' is no priority: it is high, normal or low`);
  if (runAt === undefined && reducer === undefined) return type;
  if (priority !== 'normal')
    throw new UsageError('a job with a time to run at or with a reducer always has normal priority');
  if (reducer !== undefined && runAt !== undefined)
    throw new UsageError('a job cannot have both a time to run at and a reducer');
  if (reducer !== undefined) return background ? 'SUBMIT_REDUCE_JOB_BACKGROUND' : 'SUBMIT_REDUCE_JOB';
  if (Number.isNaN(runAt?.getTime())) throw new UsageError('the time to run at is no valid date');
  return 'SUBMIT_JOB_EPOCH';
}
