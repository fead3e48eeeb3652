import { readByteString, writeByteString } from '../../protocol/index.js';
import type { Priority } from './model.js';

/**
 * What a client asks for when it submits a job: spans of the packet that brought it, each from its start up to its end,
 * so that a job can be filed without a string being made.
 */
export interface Submission {
  readonly bytes: Uint8Array;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Coalesces with the waiting or running job of the same function and ID; empty: never; `-`: by equal workload. */
  readonly uniqueStart: number;
  readonly uniqueEnd: number;
  readonly workloadStart: number;
  readonly workloadEnd: number;
  readonly priority: Priority;
  /** A background job outlives its client, a foreground job does not. */
  readonly background: boolean;
  /** The function that is to reduce the results, as a byte string; empty: none. */
  readonly reducer: string;
  /** Not to be worked before this time, in milliseconds since 1970. */
  readonly runAtEpochMs: number;
}

/** Reads the unique ID of a submission as a byte string. */
export function uniqueOf({ bytes, uniqueStart, uniqueEnd }: Submission): string {
  return readByteString(bytes, uniqueStart, uniqueEnd);
}

/** Gives a view on the workload of a submission. */
export function workloadOf({ bytes, workloadStart, workloadEnd }: Submission): Uint8Array {
  return bytes.subarray(workloadStart, workloadEnd);
}

/** What a submission says, as texts and bytes; texts are byte strings. */
export interface SubmissionContent {
  readonly functionName: string;
  readonly unique: string;
  readonly reducer: string;
  readonly priority: Priority;
  readonly runAtEpochMs: number;
  readonly workload: Uint8Array;
}

/** Makes a submission that no packet has brought. */
export function submissionOf(content: SubmissionContent, background: boolean): Submission {
  const { functionName, unique, workload, priority, reducer, runAtEpochMs } = content;
  const uniqueStart = functionName.length;
  const workloadStart = uniqueStart + unique.length;
  const bytes = new Uint8Array(workloadStart + workload.length);
  writeByteString(functionName, bytes, 0);
  writeByteString(unique, bytes, uniqueStart);
  bytes.set(workload, workloadStart);
  return {
    bytes,
    nameStart: 0,
    nameEnd: uniqueStart,
    uniqueStart,
    uniqueEnd: workloadStart,
    workloadStart,
    workloadEnd: bytes.length,
    priority,
    background,
    reducer,
    runAtEpochMs,
  };
}
