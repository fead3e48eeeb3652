import { connect, type Socket } from 'node:net';
import { FrameDecoder } from '../../src/protocol/frame-decoder.js';

/** A connection to a server that may be killed at any time: it gives what comes, and then its end, however that comes. */
export class CrashPeer {
  /** Resolves when the connection is gone and everything that came over it was given. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  constructor(port: number, onPacket: (number: number, body: Buffer) => void) {
    const decoder = new FrameDecoder({
      packet: (_magic, number, body) => onPacket(number, Buffer.from(body)),
      line: (line) => onPacket(0, Buffer.from(line, 'latin1')),
    });
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => decoder.push(chunk));
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    // A killed server resets the connection, which `closed` tells as well.
    this.#socket.on('error', () => undefined);
  }

  send(...requests: Uint8Array[]): void {
    if (!this.#socket.destroyed) this.#socket.write(Buffer.concat(requests));
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.closed;
  }
}
