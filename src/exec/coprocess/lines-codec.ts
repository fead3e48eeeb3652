import { ProtocolError } from '../../errors.js';
import type { Codec } from './codec.js';
import { escapeLine, unescapeLine } from './escaped-line.js';
import { LineCutter } from './line-cutter.js';
import type { Order, Word } from './message.js';
import type { OrderBuffer } from './order-buffer.js';

const NEWLINE = 0x0a;

/** The workload of a job is a line, and the line that comes back is its result: one job at a time. */
export class LinesCodec implements Codec {
  readonly isConversation = false;
  readonly #lines: LineCutter;
  readonly #escapes: boolean;
  #jobId: number | undefined;

  constructor(maxMessageBytes: number, escapes: boolean) {
    this.#lines = new LineCutter(maxMessageBytes);
    this.#escapes = escapes;
  }

  refusal(data: Uint8Array): string | undefined {
    return this.#escapes || !data.includes(NEWLINE) ? undefined : 'the workload has a newline in it';
  }

  encode(order: Order, output: OrderBuffer): void {
    if (order.type !== 'job') return;
    this.#jobId = order.id;
    output.addBytes(this.#escapes ? escapeLine(order.data) : order.data);
    output.addText('\n');
  }

  *decode(chunk: Buffer): Generator<Word> {
    for (const line of this.#lines.push(chunk)) {
      const id = this.#jobId;
      // Were it passed over, nobody could tell whose the next line is.
      if (id === undefined) throw new ProtocolError('a line that belongs to no job');
      this.#jobId = undefined;
      yield { type: 'complete', id, data: this.#escapes ? unescapeLine(line) : line };
    }
  }
}
