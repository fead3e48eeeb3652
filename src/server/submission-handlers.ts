/**
 * What the packets do by which jobs are submitted. They are read as spans of bytes: no argument becomes a string or an
 * object of its own unless the job queue needs it.
 */
import { ProtocolError } from '../errors.js';
import { type PacketName, readByteString } from '../protocol/index.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import { readCInteger } from './job-queue/c-text.js';
import { refuse } from './job-queue/effect.js';
import type { Priority } from './job-queue/model.js';
import { MAX_ARGUMENT_BYTES, type RequestHandler } from './request-handler.js';

/** What a packet submits. */
interface SubmissionForm {
  readonly priority: Priority;
  readonly background: boolean;
  /** What stands between the unique ID and the workload. */
  readonly between?: 'epoch' | 'reducer';
}

const forms: { readonly [Name in PacketName]?: SubmissionForm } = {
  SUBMIT_JOB: { priority: 'normal', background: false },
  SUBMIT_JOB_BG: { priority: 'normal', background: true },
  SUBMIT_JOB_HIGH: { priority: 'high', background: false },
  SUBMIT_JOB_HIGH_BG: { priority: 'high', background: true },
  SUBMIT_JOB_LOW: { priority: 'low', background: false },
  SUBMIT_JOB_LOW_BG: { priority: 'low', background: true },
  SUBMIT_JOB_EPOCH: { priority: 'normal', background: true, between: 'epoch' },
  SUBMIT_REDUCE_JOB: { priority: 'normal', background: false, between: 'reducer' },
  SUBMIT_REDUCE_JOB_BACKGROUND: { priority: 'normal', background: true, between: 'reducer' },
};

/** The largest time that gearmand can hold, in seconds since 1970, as a float. */
const MAX_EPOCH_SECONDS = 2 ** 63;

/** The handlers by the name of their packet. */
export const submissionHandlers = Object.fromEntries(
  Object.entries(forms).map(([name, form]) => [name, submits(form)]),
) as { readonly [Name in PacketName]?: RequestHandler };

function submits({ priority, background, between }: SubmissionForm): RequestHandler {
  return (occasion, bytes, start, end) => {
    const nameEnd = argumentEnd(bytes, start, end);
    const uniqueStart = nameEnd + 1;
    const uniqueEnd = argumentEnd(bytes, uniqueStart, end);
    if (nameEnd - start > MAX_ARGUMENT_BYTES || uniqueEnd - uniqueStart > MAX_ARGUMENT_BYTES) return undefined;
    let workloadStart = uniqueEnd + 1;
    let reducer = '';
    let runAtEpochMs = 0;
    if (between === 'epoch') {
      const epochEnd = argumentEnd(bytes, workloadStart, end);
      if (epochEnd - workloadStart > MAX_ARGUMENT_BYTES) return undefined;
      const seconds = readCInteger(readByteString(bytes, workloadStart, epochEnd));
      // DEVIATION: gearmand does not answer.
      if (Math.abs(seconds) >= MAX_EPOCH_SECONDS) return [refuse(occasion.peer, SERVER_ERRORS.epochOutOfRange)];
      runAtEpochMs = seconds * 1000;
      workloadStart = epochEnd + 1;
    }
    if (between === 'reducer') {
      const reducerEnd = argumentEnd(bytes, workloadStart, end);
      const aggregatorEnd = argumentEnd(bytes, reducerEnd + 1, end);
      if (aggregatorEnd - workloadStart > MAX_ARGUMENT_BYTES) return undefined;
      reducer = readByteString(bytes, workloadStart, reducerEnd);
      workloadStart = aggregatorEnd + 1;
    }
    const { queue, peer, nowMs } = occasion;
    const submission = {
      bytes,
      nameStart: start,
      nameEnd,
      uniqueStart,
      uniqueEnd,
      workloadStart,
      workloadEnd: end,
      priority,
      background,
      reducer,
      runAtEpochMs,
    };
    return queue.submissions.submit(peer, submission, nowMs);
  };
}

/** Gives the end of an argument, where its NUL is. Such arguments are short: a loop is faster than a call. */
function argumentEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at;
  throw new ProtocolError('an argument lacks its NUL');
}
