import type { Packet } from '../../protocol/index.js';
import type { Job, Peer, Priority } from './model.js';

/**
 * What the job queue wants done. Effects are performed in their order, and none before a `store` in front of it is
 * durable: so nobody hears of a background job that could still be lost.
 */
export type Effect =
  /** A packet to a peer. */
  | { readonly type: 'send'; readonly peer: Peer; readonly packet: Packet }
  /** A background job that has to survive from now on. */
  | { readonly type: 'store'; readonly record: JobRecord }
  /** A stored job that is over. */
  | { readonly type: 'delete'; readonly handle: string };

/** What is kept of a job: enough to queue it again, and nothing of what happened to it so far. */
export interface JobRecord {
  readonly handle: string;
  readonly functionName: string;
  readonly unique: string;
  readonly reducer: string;
  readonly priority: Priority;
  readonly runAtEpochMs: number;
  readonly workload: Uint8Array;
}

/** Asks for a packet to be sent. */
export function send(peer: Peer, packet: Packet): Effect {
  return { type: 'send', peer, packet };
}

/** Asks for an ERROR to be sent. */
export function refuse(peer: Peer, error: { readonly errorCode: string; readonly errorText: string }): Effect {
  return { type: 'send', peer, packet: { type: 'ERROR', ...error } };
}

/** Asks for a job to be kept. */
export function store(job: Job): Effect {
  const { handle, unique, reducer, priority, runAtEpochMs, workload } = job;
  return {
    type: 'store',
    record: { handle, functionName: job.function.name, unique, reducer, priority, runAtEpochMs, workload },
  };
}
