import { isUtf8 } from 'node:buffer';
import { decodeBase64 } from './base64.js';
import type { Codec } from './codec.js';
import { findStringMember } from './json-member.js';
import { escapeText } from './json-text.js';
import { LineCutter } from './line-cutter.js';
import { type DataEncoding, type Order, orderJson, type Word } from './message.js';
import type { OrderBuffer } from './order-buffer.js';
import { type Message, readWord } from './word-reader.js';

const OPEN = 0x7b;

/** From this size on, data is cut out of a message before that is parsed. */
const LARGE_BYTES = 32 * 1024;

const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** One JSON object a line each way. Data is text, or Base64 where the process has asked for it. */
export class JsonlCodec implements Codec {
  readonly isConversation = true;
  readonly #lines: LineCutter;
  #encoding: DataEncoding = 'utf8';

  constructor(maxMessageBytes: number) {
    this.#lines = new LineCutter(maxMessageBytes, (firstByte) => firstByte === OPEN);
  }

  refusal(data: Uint8Array): string | undefined {
    if (this.#encoding === 'base64' || isUtf8(data)) return undefined;
    return 'the workload is no UTF-8, which the co-process has asked for';
  }

  encode(order: Order, output: OrderBuffer): void {
    const json = orderJson(order);
    if (order.type !== 'job') {
      output.addText(`${json}\n`);
      return;
    }
    output.addText(`${json.slice(0, -1)},"data":"`);
    if (this.#encoding === 'utf8') output.addBytes(escapeText(order.data));
    else output.addText(base64Of(order.data));
    output.addText('"}\n');
  }

  *decode(chunk: Buffer): Generator<Word> {
    for (const line of this.#lines.push(chunk)) {
      const word = this.#read(line);
      if (word?.type === 'ready') this.#encoding = word.encoding;
      if (word !== undefined) yield word;
    }
  }

  #read(line: Buffer): Word | undefined {
    if (line.length > LARGE_BYTES) {
      const place = findStringMember(line, 'data');
      if (place !== undefined) return this.#readLarge(line, place.start, place.end);
    }
    const message = parseObject(line);
    if (message !== undefined) return readWord(message, ({ data }) => this.#dataOf(data));
    const text = line.toString().trim();
    return text === '' ? undefined : { type: 'stray', text };
  }

  /** Data that is large is not made a part of the message, and where it has no escapes no string is made of it. */
  #readLarge(line: Buffer, start: number, end: number): Word {
    const message = parseObject(Buffer.concat([line.subarray(0, start), line.subarray(end)]));
    if (message === undefined) return { type: 'stray', text: line.toString('utf8', 0, 4096) };
    const data = line.subarray(start, end);
    if (this.#encoding === 'utf8' && !data.includes('\\')) {
      return readWord(message, () => (isUtf8(data) ? data : NO_UTF8));
    }
    const text = parse(`"${data.toString()}"`);
    return readWord(message, () => this.#dataOf(text));
  }

  #dataOf(value: unknown): Uint8Array | string {
    if (value === undefined || value === null) return Buffer.alloc(0);
    if (typeof value !== 'string') return 'with data that is no string';
    if (this.#encoding === 'base64') return decodeBase64(value) ?? 'with data that is no Base64';
    return LONE_SURROGATE.test(value) ? NO_UTF8 : Buffer.from(value);
  }
}

const NO_UTF8 = 'with data that is no UTF-8';

function parseObject(line: Buffer): Message | undefined {
  const value = isUtf8(line) ? parse(line.toString()) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
}

/** What is no JSON is undefined, which no JSON is. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function base64Of(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
