import type { Writable } from 'node:stream';
import {
  encodedLength,
  encodePacketHead,
  type Magic,
  type Packet,
  packetData,
  writePacket,
} from '../protocol/index.js';

/** Data of at least this size is written as it is; smaller packets are gathered. */
const LARGE_BYTES = 16 * 1024;
const FIRST_SLAB_BYTES = 512;
const MAX_SLAB_BYTES = 64 * 1024;

const NO_SLAB = Buffer.alloc(0);

/** What is written by a number only, straight into the buffer. */
export interface NumberedFrame {
  /** None is longer than this. */
  readonly maxBytes: number;
  /** Writes the frame for a number into `target` at `at` and returns the offset behind it. */
  write(number: number, target: Uint8Array, at: number): number;
}

/** What has something to write. */
export interface Flushable {
  flush(): void;
}

/** Flushes something once the code that runs has come to its end, or later. */
export type FlushLater = (waiting: Flushable) => void;

/** Behind all promises that are settled by now: whoever waits for several of them in turn still sends in one write. */
const flushSoon: FlushLater = (waiting) => process.nextTick(flushNow, waiting);

/**
 * Gathers small packets and writes them together, once the code that sends them has run to its end, or when `flushLater`
 * does so: a WORK_COMPLETE and the GRAB_JOB behind it are one write, and so are a thousand submissions. Large data is
 * not copied, so it must not be changed until it is sent.
 */
export class OutputBuffer {
  readonly #stream: Writable;
  // Bytes before #start are on their way and must stay; those up to #end wait for the flush.
  #slab: Buffer = NO_SLAB;
  #start = 0;
  #end = 0;
  #flushQueued = false;
  readonly #flushLater: FlushLater;

  constructor(stream: Writable, flushLater: FlushLater = flushSoon) {
    this.#stream = stream;
    this.#flushLater = flushLater;
  }

  /** The bytes that wait here or in the stream. */
  get pendingBytes(): number {
    return this.#end - this.#start + this.#stream.writableLength;
  }

  /** Adds a packet. Throws NameError for one that cannot be encoded, and then sends nothing of it. */
  addPacket(magic: Magic, packet: Packet): void {
    const data = packetData(packet);
    if (data !== undefined && data.length >= LARGE_BYTES) {
      const head = encodePacketHead(magic, packet);
      this.flush();
      this.#stream.cork();
      this.#stream.write(head);
      this.#stream.write(data);
      this.#stream.uncork();
      return;
    }
    const length = encodedLength(packet);
    this.#reserve(length);
    writePacket(magic, packet, this.#slab, this.#end);
    this.#end += length;
    this.#queueFlush();
  }

  /** Adds bytes as they are, for instance a text line. */
  addBytes(bytes: Uint8Array): void {
    if (bytes.length >= LARGE_BYTES) {
      this.flush();
      this.#stream.write(bytes);
      return;
    }
    this.#reserve(bytes.length);
    this.#slab.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#queueFlush();
  }

  /** Adds what is written by a number. */
  addNumbered(frame: NumberedFrame, number: number): void {
    this.#reserve(frame.maxBytes);
    this.#end = frame.write(number, this.#slab, this.#end);
    this.#queueFlush();
  }

  /** Writes what waits here to the stream now. */
  flush(): void {
    this.#flushQueued = false;
    if (this.#end === this.#start) return;
    const waiting = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    if (!this.#stream.destroyed) this.#stream.write(waiting);
    if (this.#stream.writableLength === 0) this.#reuseSlab();
  }

  /** Begins the slab anew when the system has taken all of it, or lets go of one that is much too large. */
  #reuseSlab(): void {
    if (this.#end * 4 < this.#slab.length) this.#slab = NO_SLAB;
    this.#start = 0;
    this.#end = 0;
  }

  #reserve(length: number): void {
    if (this.#slab.length - this.#end >= length) return;
    this.flush();
    const isEmptied = this.#slab.length >= MAX_SLAB_BYTES && this.#slab.length - this.#end >= length;
    if (isEmptied) return;
    const size = Math.max(length, Math.min(MAX_SLAB_BYTES, Math.max(FIRST_SLAB_BYTES, this.#slab.length * 2)));
    // The first is cut from a buffer that many share, for most live no longer than a turn.
    this.#slab = Buffer.allocUnsafe(size);
    this.#start = 0;
    this.#end = 0;
  }

  #queueFlush(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    this.#flushLater(this);
  }
}

function flushNow(waiting: Flushable): void {
  waiting.flush();
}
