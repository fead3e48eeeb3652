import { PacketTooLargeError, ProtocolError } from '../errors.js';
import { readByteString } from './byte-string.js';
import { HEADER_BYTES } from './encode.js';
import type { Magic } from './packet.js';
import { MAX_PACKET_NUMBER } from './packet-table.js';
import { PieceList } from './piece-list.js';

/** Where a decoder puts what it has found; called in the order of the bytes, during `push`. */
export interface FrameSink {
  /** A binary packet. `body` may be a view on the chunk that was pushed: copy what must outlive it cheaply. */
  packet(magic: Magic, number: number, body: Uint8Array): void;
  /** A text line as a byte string, without its LF and one CR before that. */
  line(line: string): void;
  /**
   * Takes a binary packet in the place of `packet`, its body as the span of some bytes: for those who have so many of
   * them that a view for each would cost too much. The bytes may be the chunk that was pushed.
   */
  packetSpan?(magic: Magic, number: number, bytes: Uint8Array, start: number, end: number): void;
}

/** What a decoder accepts. */
export interface FrameLimits {
  /** The largest body of a binary packet, in bytes. Default: 64 MiB. */
  maxPacketBytes?: number;
  /** The longest text line without its line end, in bytes. Default: `maxPacketBytes`. */
  maxLineBytes?: number;
  /** Reads text only: a NUL as first byte begins a line, not a packet. Default: false. */
  textOnly?: boolean;
}

/** The size cap of a packet unless told otherwise: 64 MiB. */
export const DEFAULT_MAX_PACKET_BYTES = 64 * 1024 * 1024;

const LF = 10;
const CR = 13;

/**
 * Cuts a byte stream into packets and text lines, which may be mixed: the first byte of each unit tells, NUL for a
 * packet, anything else for a line.
 *
 *     between units ──NUL──► header ──12 bytes──► body ──length bytes──► between units
 *          │  ▲
 *          │  └──LF── line
 *          └──other────▲
 *
 * Time and memory are linear in the bytes received, however they are cut: a declared length allocates nothing, and a
 * body that arrives in one chunk is not copied. Throws ProtocolError or PacketTooLargeError on bytes that can never
 * become right; the decoder is of no use afterwards.
 */
export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #maxPacketBytes: number;
  readonly #maxLineBytes: number;
  readonly #textOnly: boolean;
  /** What has arrived of a unit that is not complete; made when it is needed first. */
  #pieces: PieceList | undefined;
  #state: 'between' | 'header' | 'body' | 'line' | 'stopped' = 'between';
  #magic: Magic = 'REQ';
  #number = 0;
  #bodyLength = 0;

  constructor(sink: FrameSink, limits: FrameLimits = {}) {
    this.#sink = sink;
    this.#maxPacketBytes = limits.maxPacketBytes ?? DEFAULT_MAX_PACKET_BYTES;
    this.#maxLineBytes = limits.maxLineBytes ?? this.#maxPacketBytes;
    this.#textOnly = limits.textOnly ?? false;
  }

  /** True when the stream may end here: no packet or line is half read. */
  get atBoundary(): boolean {
    return this.#state === 'between';
  }

  /** Ignores everything from now on, also the rest of the chunk being read. A sink may call this. */
  stop(): void {
    this.#state = 'stopped';
    this.#pieces = undefined;
  }

  /** Reads a chunk to its end and calls the sink for each packet and line that it completes. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.#state !== 'stopped') {
      if (this.#state === 'between') this.#state = chunk[at] === 0 && !this.#textOnly ? 'header' : 'line';
      if (this.#state === 'line') at = this.#readLine(chunk, at);
      else if (this.#state === 'header') at = this.#readHeader(chunk, at);
      else at = this.#readBody(chunk, at);
    }
  }

  get #keptBytes(): number {
    return this.#pieces?.length ?? 0;
  }

  #keep(piece: Uint8Array): void {
    this.#pieces ??= new PieceList();
    this.#pieces.add(piece);
  }

  #joinWith(last: Uint8Array): Uint8Array {
    return this.#pieces?.takeWith(last) ?? last;
  }

  #readLine(chunk: Uint8Array, start: number): number {
    const lf = chunk.indexOf(LF, start);
    const end = lf === -1 ? chunk.length : lf;
    const length = this.#keptBytes + end - start;
    // One byte over the limit is let wait for what follows it, as gearmand does: only a further byte proves it too long.
    if (length > this.#maxLineBytes + (lf === -1 ? 1 : 0)) {
      throw new ProtocolError(`a text line is longer than ${this.#maxLineBytes} bytes`);
    }
    if (lf === -1) {
      this.#keep(chunk.subarray(start));
      return end;
    }
    const line = this.#joinWith(chunk.subarray(start, end));
    this.#state = 'between';
    const withoutCr = line.at(-1) === CR ? line.length - 1 : line.length;
    this.#sink.line(readByteString(line, 0, withoutCr));
    return lf + 1;
  }

  #readHeader(chunk: Uint8Array, start: number): number {
    const end = Math.min(chunk.length, start + HEADER_BYTES - this.#keptBytes);
    const complete = this.#keptBytes + end - start === HEADER_BYTES;
    if (!complete) {
      this.#keep(chunk.subarray(start, end));
      return end;
    }
    if (this.#keptBytes === 0) this.#takeHeader(chunk, start);
    else this.#takeHeader(this.#joinWith(chunk.subarray(start, end)), 0);
    this.#state = 'body';
    if (this.#bodyLength === 0) this.#finish(chunk, end, end);
    return end;
  }

  #takeHeader(bytes: Uint8Array, at: number): void {
    const magicByte = bytes[at + 3];
    const known = bytes[at + 1] === 0x52 && bytes[at + 2] === 0x45 && (magicByte === 0x51 || magicByte === 0x53);
    if (!known)
      throw new ProtocolError('the peer does not speak Gearman: a packet begins with neither \\0REQ nor \\0RES');
    this.#magic = magicByte === 0x51 ? 'REQ' : 'RES';
    this.#number = uint32(bytes, at + 4);
    if (this.#number === 0 || this.#number > MAX_PACKET_NUMBER) {
      throw new ProtocolError(`packet type ${this.#number} does not exist`);
    }
    this.#bodyLength = uint32(bytes, at + 8);
    if (this.#bodyLength > this.#maxPacketBytes) throw new PacketTooLargeError(this.#bodyLength, this.#maxPacketBytes);
  }

  #readBody(chunk: Uint8Array, start: number): number {
    const end = Math.min(chunk.length, start + this.#bodyLength - this.#keptBytes);
    const complete = this.#keptBytes + end - start === this.#bodyLength;
    if (!complete) {
      this.#keep(chunk.subarray(start, end));
    } else if (this.#keptBytes === 0) {
      this.#finish(chunk, start, end);
    } else {
      const body = this.#joinWith(chunk.subarray(start, end));
      this.#finish(body, 0, body.length);
    }
    return end;
  }

  #finish(bytes: Uint8Array, start: number, end: number): void {
    this.#state = 'between';
    if (this.#sink.packetSpan !== undefined) this.#sink.packetSpan(this.#magic, this.#number, bytes, start, end);
    else this.#sink.packet(this.#magic, this.#number, bytes.subarray(start, end));
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  const b0 = bytes[at] as number;
  const b1 = bytes[at + 1] as number;
  const b2 = bytes[at + 2] as number;
  const b3 = bytes[at + 3] as number;
  return b0 * 0x1000000 + ((b1 << 16) | (b2 << 8) | b3);
}
