import type { Order, Word } from './message.js';
import type { OrderBuffer } from './order-buffer.js';

/** Turns orders to one process into bytes, and its bytes into words. */
export interface Codec {
  /** Whether the process says when it is ready, hears of a cancelled job and answers a ping. */
  readonly isConversation: boolean;
  /** Says why the data of a job cannot be carried; undefined when it can. */
  refusal(data: Uint8Array): string | undefined;
  /** Writes an order, or nothing where the protocol has no such thing. Data is to be carriable. */
  encode(order: Order, output: OrderBuffer): void;
  /**
   * Gives the words that a chunk completes, however the stream is cut; the data given may be a view on the chunk. Throws
   * ProtocolError for what cannot be followed any further, and is then of no more use.
   */
  decode(chunk: Buffer): Iterable<Word>;
}
