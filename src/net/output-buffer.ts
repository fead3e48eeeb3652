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
const FIRST_SLAB_BYTES = 1024;
const MAX_SLAB_BYTES = 64 * 1024;

/**
 * Gathers small packets and writes them together, once the code that sends them has run to its end: a WORK_COMPLETE and
 * the GRAB_JOB behind it are one write, and so are a thousand submissions. Large data is not copied, so it must not be
 * changed until it is sent.
 */
export class OutputBuffer {
  readonly #stream: Writable;
  // Bytes before #start are on their way and must stay; those up to #end wait for the flush. A slab only ever grows.
  #slab: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #flushQueued = false;

  constructor(stream: Writable) {
    this.#stream = stream;
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

  /** Writes what waits here to the stream now. */
  flush(): void {
    if (this.#end === this.#start) return;
    const waiting = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    if (!this.#stream.destroyed) this.#stream.write(waiting);
  }

  #reserve(length: number): void {
    if (this.#slab.length - this.#end >= length) return;
    this.flush();
    const size = Math.max(length, Math.min(MAX_SLAB_BYTES, Math.max(FIRST_SLAB_BYTES, this.#slab.length * 2)));
    this.#slab = Buffer.allocUnsafeSlow(size);
    this.#start = 0;
    this.#end = 0;
  }

  #queueFlush(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    queueMicrotask(() => {
      this.#flushQueued = false;
      this.flush();
    });
  }
}
