import type { Socket } from 'node:net';
import { ConnectionLostError, GearctlError } from '../errors.js';
import { bytesOf, FrameDecoder, type FrameLimits, type FrameSink, type Magic, type Packet } from '../protocol/index.js';
import { lostError } from './dial-errors.js';
import { type FlushLater, type NumberedFrame, OutputBuffer } from './output-buffer.js';

/** Who uses a connection: is called for each packet and line, in order, and once at the end. */
export interface ConnectionHandler extends FrameSink {
  /** The peer will send no more. If it may still be sent something, that is to the socket's `allowHalfOpen`. */
  ended?(): void;
  /**
   * What has arrived is no protocol, and nothing is read any more. Must call `end`, so that what waits goes out first
   * and an answer with it. Without this method the connection is destroyed.
   */
  rejected?(error: GearctlError): void;
  /** The connection is gone. Without an error it was closed from here. Nothing is called after this. */
  closed(error: GearctlError | undefined): void;
}

/** How a connection behaves. */
export interface ConnectionOptions extends FrameLimits {
  /** The magic of the packets sent: REQ to a server (the default), RES from one. */
  sends?: Magic;
  /**
   * When packets that were gathered are written, unless they answer what has just been read: those are written at once.
   * Default: once the code that sends them has run to its end.
   */
  flushLater?: FlushLater;
}

/** More unsent bytes than this and `isFull` is true. */
const FULL_BYTES = 1024 * 1024;

/**
 * One connection that stands: packets and lines out, packets and lines in. It owns the socket from then on. Bytes that
 * are no protocol close it with that error; an error thrown by the handler does as well.
 */
export class Connection {
  /** The server's label, or whatever names the peer. */
  readonly peer: string;
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler;
  readonly #sends: Magic;
  readonly #decoder: FrameDecoder;
  readonly #output: OutputBuffer;
  readonly #flushesLate: boolean;
  #closing = false;
  #error: GearctlError | undefined;

  constructor(socket: Socket, peer: string, handler: ConnectionHandler, options: ConnectionOptions = {}) {
    this.peer = peer;
    this.#socket = socket;
    this.#handler = handler;
    this.#sends = options.sends ?? 'REQ';
    this.#decoder = new FrameDecoder(handler, options);
    this.#output = new OutputBuffer(socket, options.flushLater);
    this.#flushesLate = options.flushLater !== undefined;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => {
      this.#error ??= lostError(peer, error);
    });
    socket.on('end', () => {
      if (!this.#closing) this.#error ??= new ConnectionLostError(peer, `${peer} closed the connection`);
      this.#handler.ended?.();
    });
    socket.on('close', () => this.#handler.closed(this.#error));
  }

  /** True once so much waits to be sent that the caller should stop and wait for `drained`. */
  get isFull(): boolean {
    return this.#output.pendingBytes > FULL_BYTES;
  }

  /** The bytes that wait to be sent. */
  get pendingBytes(): number {
    return this.#output.pendingBytes;
  }

  /** The socket underneath, for its addresses and for `ref`. */
  get socket(): Socket {
    return this.#socket;
  }

  /**
   * Sends a packet, together with others sent in the same turn. After the end it does nothing. Throws NameError for a
   * packet that cannot be encoded.
   */
  send(packet: Packet): void {
    if (!this.#closing) this.#output.addPacket(this.#sends, packet);
  }

  /** Sends what is written by a number. */
  sendNumbered(frame: NumberedFrame, number: number): void {
    if (!this.#closing) this.#output.addNumbered(frame, number);
  }

  /** Sends a line of the admin protocol, a byte string with its line end. */
  sendLine(line: string): void {
    if (!this.#closing) this.#output.addBytes(bytesOf(line));
  }

  /** Sends bytes that are encoded already. They must not be changed until they are sent. */
  sendBytes(bytes: Uint8Array): void {
    if (!this.#closing) this.#output.addBytes(bytes);
  }

  /** Writes what was gathered now, not at the end of the turn. */
  flush(): void {
    this.#output.flush();
  }

  /** Resolves when all that was sent has left this process, or the connection is gone. */
  drained(): Promise<void> {
    this.#output.flush();
    if (this.#socket.writableLength === 0 || this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
      // 'drain' comes only to those whose write filled the buffer; an empty write at the end tells all others.
      if (!this.#socket.writableNeedDrain) this.#socket.write(new Uint8Array(0), done);
    });
  }

  /** Reads no further until `resume`: the peer feels it as back-pressure. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on after `pause`. */
  resume(): void {
    this.#socket.resume();
  }

  /** Sends what waits, then closes. What arrives meanwhile is ignored; the socket is destroyed after `graceMs`. */
  end(graceMs = 1000): void {
    if (this.#closing) return;
    this.#output.flush();
    this.#closing = true;
    this.#decoder.stop();
    this.#socket.resume();
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), graceMs);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** Closes at once; what waits to be sent is lost. The handler hears of `error`. */
  destroy(error?: GearctlError): void {
    this.#closing = true;
    this.#decoder.stop();
    if (!this.#socket.destroyed) this.#error ??= error;
    this.#socket.destroy();
  }

  #receive(chunk: Uint8Array): void {
    try {
      this.#decoder.push(chunk);
      // The peer goes on with its own answers while those to others are still being worked out.
      if (this.#flushesLate) this.#output.flush();
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      if (this.#handler.rejected === undefined) {
        this.destroy(error);
      } else {
        this.#decoder.stop();
        this.#error ??= error;
        this.#handler.rejected(error);
      }
    }
  }
}
