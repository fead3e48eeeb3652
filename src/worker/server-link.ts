import type { Socket } from 'node:net';
import { type GearctlError, PacketTooLargeError, ProtocolError } from '../errors.js';
import { Connection } from '../net/connection.js';
import { dial } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import { type Magic, type Packet, parsePacket } from '../protocol/index.js';
import type { WorkerSettings } from './worker-options.js';

/** Who uses a link. */
export interface LinkUser {
  connected(): void;
  /** The server could not be reached. */
  failed(error: GearctlError): void;
  /** The connection is gone; without an error it was closed from here. */
  lost(error: GearctlError | undefined): void;
  packet(packet: Packet): void;
}

/** The way to one server: at most one connection at a time, made when it is asked for. */
export class ServerLink {
  readonly server: string;
  readonly #address: ServerAddress;
  readonly #settings: WorkerSettings;
  readonly #user: LinkUser;
  #dialling: AbortController | undefined;
  #connection: Connection | undefined;

  constructor(address: ServerAddress, settings: WorkerSettings, user: LinkUser) {
    this.server = address.label;
    this.#address = address;
    this.#settings = settings;
    this.#user = user;
  }

  /** True while a connection stands, or is being closed. */
  get isUp(): boolean {
    return this.#connection !== undefined;
  }

  /** Begins to connect; `connected` or `failed` follows. */
  dial(): void {
    const { connectTimeoutMs, tls } = this.#settings;
    const dialling = new AbortController();
    this.#dialling = dialling;
    dial(this.#address, { connectTimeoutMs, signal: dialling.signal, ...(tls !== undefined && { tls }) }).then(
      (socket) => (dialling.signal.aborted ? socket.destroy() : this.#begin(socket)),
      (error: GearctlError) => {
        if (!dialling.signal.aborted) this.#user.failed(error);
      },
    );
  }

  /** Sends a packet; without a connection it does nothing. */
  send(packet: Packet): void {
    this.#connection?.send(packet);
  }

  /** Resolves when all that was sent has left this process, or the connection is gone. */
  flushed(): Promise<void> {
    return this.#connection?.drained() ?? Promise.resolve();
  }

  /** Closes at once, what was not sent yet is lost; `lost` follows with this error. */
  drop(error: GearctlError): void {
    this.#connection?.destroy(error);
  }

  /** Sends what waits, then closes; `lost` follows. A connection that is being made is given up without a word. */
  close(): void {
    this.#dialling?.abort();
    this.#connection?.end();
  }

  #begin(socket: Socket): void {
    const { maxPacketBytes } = this.#settings;
    this.#connection = new Connection(
      socket,
      this.server,
      {
        packet: (_magic: Magic, number: number, body: Uint8Array) => this.#user.packet(parsePacket(number, body)),
        packetSpan: (_magic: Magic, number: number, bytes: Uint8Array, start: number, end: number) =>
          this.#user.packet(parsePacket(number, bytes, start, end)),
        line: (line) => {
          throw new ProtocolError(
            `${this.server} does not speak Gearman's binary protocol: it sent '${line.slice(0, 80)}'`,
          );
        },
        closed: (error) => {
          this.#connection = undefined;
          this.#user.lost(error === undefined ? undefined : explained(error, this.server));
        },
      },
      maxPacketBytes === undefined ? {} : { maxPacketBytes },
    );
    this.#user.connected();
  }
}

/** A worker receives no large packet but a job, so it can be said what is to be done about it. */
function explained(error: GearctlError, server: string): GearctlError {
  if (!(error instanceof PacketTooLargeError)) return error;
  return new PacketTooLargeError(error.bytes, error.maxBytes, {
    hint: `a job of ${server} is too large for this worker and stays in the queue: raise the limit, or take the job away`,
    cause: error,
  });
}
