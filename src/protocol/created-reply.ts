import { bytesOf } from './byte-string.js';
import { HEADER_BYTES, writeHeader } from './encode.js';
import { packetRowNamed } from './packet.js';

/** The most digits of a number that a handle may end in: those of the largest safe integer. */
const MAX_DIGITS = 16;

/** Numbers below this are divided as integers. */
const INTEGER_LIMIT = 2 ** 31;

/**
 * Writes JOB_CREATED for the handles of one server, which are a prefix, a colon and a number: no packet and no handle is
 * made for it. A server sends it more often than anything else.
 */
export class CreatedReply {
  /** No packet is longer than this. */
  readonly maxBytes: number;
  readonly #prefix: Uint8Array;
  readonly #packetNumber = packetRowNamed('JOB_CREATED').number;

  /** The prefix is a byte string. */
  constructor(handlePrefix: string) {
    this.#prefix = bytesOf(`${handlePrefix}:`);
    this.maxBytes = HEADER_BYTES + this.#prefix.length + MAX_DIGITS;
  }

  /** Writes the packet for a number into `target` at `at` and returns the offset behind it. */
  write(number: number, target: Uint8Array, at: number): number {
    const prefix = this.#prefix;
    const handleAt = at + HEADER_BYTES;
    for (let i = 0; i < prefix.length; i++) target[handleAt + i] = prefix[i] as number;
    const end = writeDecimal(number, target, handleAt + prefix.length);
    writeHeader('RES', this.#packetNumber, end - handleAt, target, at);
    return end;
  }
}

function writeDecimal(number: number, target: Uint8Array, at: number): number {
  const end = at + digitsOf(number);
  let rest = number;
  let to = end;
  for (; rest >= INTEGER_LIMIT; rest = Math.floor(rest / 10)) target[--to] = 48 + (rest % 10);
  for (let small = rest | 0; to > at; small = (small / 10) | 0) target[--to] = 48 + (small % 10);
  return end;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let limit = 10; number >= limit; limit *= 10) digits += 1;
  return digits;
}
