// @ts-check
import { once } from 'node:events';
import { connect } from 'node:net';

/** The packet types that the load uses, by their numbers on the wire. */
export const CAN_DO = 1;
export const PRE_SLEEP = 4;
export const NOOP = 6;
export const SUBMIT_JOB = 7;
export const JOB_CREATED = 8;
export const GRAB_JOB = 9;
export const NO_JOB = 10;
export const JOB_ASSIGN = 11;
export const WORK_COMPLETE = 13;
export const ECHO_REQ = 16;
export const ECHO_RES = 17;
export const SUBMIT_JOB_BG = 18;
const ERROR = 19;

export const HEADER_BYTES = 12;
const MAX_PACKET_BYTES = 64 * 1024;

/** All connections read into this one: each is done with it before the next one reads. */
const READ_BUFFER_BYTES = 256 * 1024;

/**
 * Builds a request.
 * @param {number} type
 * @param {string[]} args joined by NUL
 */
export function packet(type, ...args) {
  const body = Buffer.from(args.join('\0'), 'latin1');
  const bytes = Buffer.alloc(HEADER_BYTES + body.length);
  bytes.write('\0REQ', 'latin1');
  bytes.writeUInt32BE(type, 4);
  bytes.writeUInt32BE(body.length, 8);
  body.copy(bytes, HEADER_BYTES);
  return bytes;
}

/** One connection of the load generator: it finds the packets in what comes by their headers, and copies nothing. */
export class Connection {
  /**
   * Takes each packet: the body lies between `start` and `end`, and only until the call returns.
   * @type {(type: number, bytes: Buffer, start: number, end: number) => void}
   */
  onPacket = (type) => this.fail(new Error(`unexpected packet ${type}`));
  /** Called behind the last packet of each read, to answer them all with one write.
   * @type {() => void} */
  onRead = () => undefined;
  /** Rejects when the server answers ERROR, closes the connection, or anything else goes wrong; never resolves.
   * @type {Promise<never>} */
  failed;
  /** @type {(error: Error) => void} */
  fail = () => undefined;
  #socket;
  /** The beginning of a packet whose end has not come yet. */
  #tail = Buffer.alloc(0);
  #tailBytes = 0;

  /** @param {number} port @param {Buffer} buffer */
  constructor(port, buffer) {
    this.failed = new Promise((_resolve, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined); // Who waits for it may come later.
    /** @type {(bytes: number, buffer: Uint8Array) => boolean} */
    const callback = (bytes) => {
      this.#scan(buffer, bytes);
      return true;
    };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
    this.#socket.on('error', this.fail);
    this.#socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** Waits until the server has accepted the connection, not only the kernel for it. */
  async accepted() {
    await Promise.race([once(this.#socket, 'connect'), this.failed]);
    await this.settled();
  }

  /** Writes bytes. @param {Uint8Array} bytes @returns {boolean} whether the kernel has them all: they may be changed */
  write(bytes) {
    this.#socket.write(bytes);
    return this.#socket.writableLength === 0;
  }

  /** Waits until the server has dealt with everything sent so far. Nothing else may be under way. */
  async settled() {
    const { onPacket } = this;
    const echoed = new Promise((resolve) => {
      this.onPacket = (type, bytes, start, end) =>
        type === ECHO_RES ? resolve(null) : onPacket(type, bytes, start, end);
    });
    this.write(packet(ECHO_REQ, 'settled'));
    await Promise.race([echoed, this.failed]);
    this.onPacket = onPacket;
  }

  close() {
    this.#socket.destroy();
  }

  /** @param {Buffer} bytes @param {number} length */
  #scan(bytes, length) {
    let at = this.#tailBytes > 0 ? this.#completeTail(bytes, length) : 0;
    while (length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + bytes.readUInt32BE(at + 8);
      if (end > length) break;
      this.#give(bytes, at, end);
      at = end;
    }
    if (at < length) {
      if (this.#tail.length === 0) this.#tail = Buffer.allocUnsafe(MAX_PACKET_BYTES);
      this.#tailBytes += bytes.copy(this.#tail, this.#tailBytes, at, length);
    }
    this.onRead();
  }

  /** Adds to the tail what it lacks, and gives where it ended. @param {Buffer} bytes @param {number} length */
  #completeTail(bytes, length) {
    let at = 0;
    while (at < length) {
      const isHeader = this.#tailBytes >= HEADER_BYTES;
      const wanted = isHeader ? HEADER_BYTES + this.#tail.readUInt32BE(8) : HEADER_BYTES;
      if (wanted > MAX_PACKET_BYTES) {
        this.fail(new Error(`a packet of ${wanted} bytes`));
        return length;
      }
      const end = Math.min(length, at + wanted - this.#tailBytes);
      this.#tailBytes += bytes.copy(this.#tail, this.#tailBytes, at, end);
      at = end;
      if (this.#tailBytes < HEADER_BYTES || this.#tailBytes < HEADER_BYTES + this.#tail.readUInt32BE(8)) continue;
      this.#give(this.#tail, 0, this.#tailBytes);
      this.#tailBytes = 0;
      break;
    }
    return at;
  }

  /** @param {Buffer} bytes @param {number} at @param {number} end */
  #give(bytes, at, end) {
    const type = bytes.readUInt32BE(at + 4);
    if (type !== ERROR) this.onPacket(type, bytes, at + HEADER_BYTES, end);
    else this.fail(new Error(`ERROR ${bytes.toString('latin1', at + HEADER_BYTES, end).replace('\0', ': ')}`));
  }
}

/**
 * Lets `use` have so many connections, and closes them behind it.
 * @template T
 * @param {{ port: number, count: number, deadlineMs: number }} how it fails when the deadline passes or a connection fails
 * @param {(connections: Connection[]) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withConnections({ port, count, deadlineMs }, use) {
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  /** @type {Connection[]} */ const connections = [];
  /** @type {NodeJS.Timeout | undefined} */ let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    while (connections.length < count) {
      // Only 32 may wait for gearmand to accept them; the next one would try again after a second.
      const some = Array.from({ length: Math.min(16, count - connections.length) }, () => new Connection(port, buffer));
      connections.push(...some);
      await Promise.race([Promise.all(some.map((connection) => connection.accepted())), late]);
    }
    return await Promise.race([use(connections), late, ...connections.map(({ failed }) => failed)]);
  } finally {
    clearTimeout(timer);
    for (const connection of connections) connection.close();
  }
}
