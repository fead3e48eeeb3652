import type { Job } from '../../worker/index.js';

/** Gives the bytes that stand for a job on the output, in pieces. */
export type PayloadFormat = (job: Job) => readonly Uint8Array[];

/** Each workload as it is, followed by a byte. */
export function delimitedPayload(delimiter: number): PayloadFormat {
  const end = Uint8Array.of(delimiter);
  return ({ workload }) => [workload, end];
}

/** Each job as an object on a line (`gearctl/work-job/1`). `bytesJson` gives the field that holds the workload. */
export function jsonPayload(bytesJson: (bytes: Uint8Array) => object): PayloadFormat {
  return ({ functionName, handle, unique, reducer, server, workload }) => {
    const facts = { type: 'job', function: functionName, handle, unique, reducer, server, bytes: workload.length };
    return [Buffer.from(`${JSON.stringify({ ...facts, ...bytesJson(workload) })}\n`)];
  };
}
