import type { Packet } from '../../protocol/index.js';
import type { StoredJob } from '../job-store/job-store.js';
import type { Peer } from './model.js';

/**
 * What the job queue wants done, in this order. A queue that is durable asks for jobs to be stored and removed: whoever
 * does so keeps all that is to be sent, from the first `store` on, until these are durable, tells the queue of it, and
 * sends it then. So nobody hears of a background job that could still be lost.
 */
export type Effect =
  /** A packet to a peer. */
  | PacketEffect
  /** JOB_CREATED to a peer, which is worth a form of its own: it is sent more often than all others. */
  | CreatedEffect
  /** A background job that has to survive from now on. Its workload is a view on the packet that brought it. */
  | { readonly type: 'store'; readonly job: StoredJob }
  /** A stored job that is over. */
  | { readonly type: 'remove'; readonly number: number };

/** A packet to a peer. */
export interface PacketEffect {
  readonly type: 'send';
  readonly peer: Peer;
  readonly packet: Packet;
}

/** The answer to a submission: the number of its job. */
export interface CreatedEffect {
  readonly type: 'created';
  readonly peer: Peer;
  readonly number: number;
  /** Whether a background job was asked for. */
  readonly background: boolean;
}

/** Asks for a packet to be sent. */
export function send(peer: Peer, packet: Packet): PacketEffect {
  return { type: 'send', peer, packet };
}

/** Asks for an ERROR to be sent. */
export function refuse(peer: Peer, error: { readonly errorCode: string; readonly errorText: string }): PacketEffect {
  return { type: 'send', peer, packet: { type: 'ERROR', ...error } };
}
