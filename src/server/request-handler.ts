import type { Effect } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import type { Peer } from './job-queue/model.js';

/** Who sent a request, when, and to which queue. */
export interface Occasion {
  readonly queue: JobQueue;
  readonly peer: Peer;
  readonly nowMs: number;
}

/**
 * Handles a request, given as a span of bytes. Undefined: it has an argument that is longer than gearmand reads, for
 * which the peer is to be closed. Throws ProtocolError for a request without a NUL that it needs.
 */
export type RequestHandler = (
  occasion: Occasion,
  bytes: Uint8Array,
  start: number,
  end: number,
) => Effect[] | undefined;

/** The longest argument that gearmand reads: with a header and a NUL it fills 8192 bytes. The data may be longer. */
export const MAX_ARGUMENT_BYTES = 8179;
