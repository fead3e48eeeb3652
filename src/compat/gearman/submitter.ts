import type { GearmanIo } from './io.js';
import type { LateStream } from './late-stream.js';
import type { Outcome } from './outcome.js';

/** What a client is given besides what it is to do. */
export interface ClientSurroundings {
  readonly io: Pick<GearmanIo, 'stdin' | 'stdout'>;
  readonly stderr: LateStream;
  readonly outcome: Outcome;
}

/** Takes workloads to the servers. */
export interface Submitter {
  /** Aborts when no more can be taken; undefined for never. */
  readonly stop: AbortSignal | undefined;
  /** Resolves when there is room for more. */
  submit(workloads: readonly Uint8Array[]): Promise<void>;
  /** Resolves when all has been said and done. */
  finish(): Promise<void>;
}
