import { onTestFinished } from 'vitest';
import { Client } from '../../../src/client/index.js';
import { request, WirePeer } from '../../support/wire-peer.js';

const CAN_DO = 1;
const GRAB_JOB = 9;
const NO_JOB = 10;
const JOB_ASSIGN = 11;
const WORK_COMPLETE = 13;
const WORK_FAIL = 14;
const WORK_EXCEPTION = 25;

/** A job that a worker by hand has got. */
export interface GrabbedJob {
  readonly handle: string;
  complete(result: string): void;
  fail(): void;
  throwUp(exception: string): void;
}

/** Submits a background job, and gives its handle. */
export async function submitInBackground(address: string, functionName: string, unique?: string): Promise<string> {
  await using client = new Client({ servers: address });
  return await client.background(functionName, 'workload', unique === undefined ? {} : { unique });
}

/** Takes the next job of a function, as a worker of any make would; the worker leaves when the test ends. */
export async function grabJob(port: number, functionName: string): Promise<GrabbedJob> {
  const peer = await WirePeer.connect(port);
  onTestFinished(() => peer.close());
  peer.send(request(CAN_DO, functionName));
  peer.send(request(GRAB_JOB));
  const { number, body } = await peer.packet();
  if (number !== JOB_ASSIGN) throw new Error(number === NO_JOB ? `no job for ${functionName}` : `packet ${number}`);
  const [handle = ''] = body.split('\0');
  return {
    handle,
    complete: (result) => peer.send(request(WORK_COMPLETE, handle, result)),
    fail: () => peer.send(request(WORK_FAIL, handle)),
    throwUp: (exception) => peer.send(request(WORK_EXCEPTION, handle, exception)),
  };
}
