import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../../errors.js';
import type { Codec } from './codec.js';
import { type Order, orderJson, type Word } from './message.js';
import type { OrderBuffer } from './order-buffer.js';
import { type Message, readWord } from './word-reader.js';

/** The two lengths before each message, of header and body. */
const LENGTHS_BYTES = 8;

/** No header needs more. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** Two lengths of 32 bits, the most significant byte first; a header of JSON; and a body of any bytes, the data. */
export class FrameCodec implements Codec {
  readonly isConversation = true;
  readonly #maxBodyBytes: number;
  // What is being read: the lengths or, once they are known, header and body.
  readonly #lengths = Buffer.alloc(LENGTHS_BYTES);
  #message: Buffer | undefined;
  #readBytes = 0;

  constructor(maxMessageBytes: number) {
    this.#maxBodyBytes = maxMessageBytes;
  }

  refusal(): undefined {
    return undefined;
  }

  encode(order: Order, output: OrderBuffer): void {
    const header = Buffer.from(orderJson(order));
    const data = order.type === 'job' ? order.data : undefined;
    output.addUint32(header.length);
    output.addUint32(data?.length ?? 0);
    output.addBytes(header);
    if (data !== undefined) output.addBytes(data);
  }

  *decode(chunk: Buffer): Generator<Word> {
    for (let at = 0; at < chunk.length; ) {
      const target = this.#message ?? this.#lengths;
      const copied = chunk.copy(target, this.#readBytes, at);
      at += copied;
      this.#readBytes += copied;
      if (this.#readBytes < target.length) return;
      this.#readBytes = 0;
      if (this.#message === undefined) {
        this.#message = this.#room();
      } else {
        yield this.#read(this.#message);
        this.#message = undefined;
      }
    }
  }

  /** Memory for the message whose lengths have been read; the system gives it only as far as it is filled. */
  #room(): Buffer {
    const headerBytes = this.#lengths.readUInt32BE(0);
    const bodyBytes = this.#lengths.readUInt32BE(4);
    if (headerBytes === 0 || headerBytes > MAX_HEADER_BYTES) {
      throw new ProtocolError(`a header of ${headerBytes} bytes`);
    }
    if (bodyBytes > this.#maxBodyBytes) throw new ProtocolError(`a body of more than ${this.#maxBodyBytes} bytes`);
    return Buffer.allocUnsafe(headerBytes + bodyBytes);
  }

  #read(message: Buffer): Word {
    const headerBytes = this.#lengths.readUInt32BE(0);
    return readWord(headerOf(message.subarray(0, headerBytes)), () => message.subarray(headerBytes));
  }
}

function headerOf(json: Buffer): Message {
  let header: unknown;
  try {
    header = isUtf8(json) ? JSON.parse(json.toString()) : undefined;
  } catch (cause) {
    throw new ProtocolError('a header that is no JSON', { cause });
  }
  if (typeof header !== 'object' || header === null) throw new ProtocolError('a header that is no JSON object');
  return header as Message;
}
