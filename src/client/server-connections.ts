import type { Socket } from 'node:net';
import { type ClosedError, ConnectError, type GearctlError, NoServerError, TlsError } from '../errors.js';
import { Cancellation } from '../net/cancellation.js';
import { type DialStep, dial, type TlsOptions } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import type { ServerList } from './server-list.js';

/** How servers are connected to. */
export interface ServerConnectionsOptions {
  readonly connectTimeoutMs: number;
  readonly tls: TlsOptions | undefined;
  readonly onDial: ((step: DialStep, server: string) => void) | undefined;
}

/** A connection to one server, whatever is spoken over it. */
export interface ServerConnection {
  /** The label of the server. */
  readonly server: string;
  /** Closes at once and resolves when the socket is gone; whoever waits hears of the error. */
  close(error: ClosedError): Promise<void>;
}

/** A client's connections, at most one to each server, opened when they are needed. */
export class ServerConnections<Kind extends ServerConnection> {
  readonly #servers: ServerList;
  readonly #options: ServerConnectionsOptions;
  readonly #begin: (socket: Socket, server: string) => Kind;
  readonly #byServer = new Map<string, Promise<Kind>>();
  readonly #closing = new Cancellation();

  /** `begin` makes a connection of a socket that stands; whoever has one tells when it is `lost`. */
  constructor(servers: ServerList, options: ServerConnectionsOptions, begin: (socket: Socket, server: string) => Kind) {
    this.#servers = servers;
    this.#options = options;
    this.#begin = begin;
  }

  /** Resolves with the connection to a server. Rejects with ConnectError, TlsError or ClosedError. */
  to(address: ServerAddress): Promise<Kind> {
    const present = this.#byServer.get(address.label);
    if (present !== undefined) return present;
    const connecting = this.#connect(address);
    this.#byServer.set(address.label, connecting);
    return connecting;
  }

  /**
   * Resolves with the connection to the first server that can be reached, those that failed lately tried last. Rejects
   * with NoServerError or ClosedError.
   */
  async toAny(): Promise<Kind> {
    const failures: (ConnectError | TlsError)[] = [];
    for (const address of this.#servers.inOrder()) {
      try {
        return await this.to(address);
      } catch (error) {
        if (!(error instanceof ConnectError || error instanceof TlsError)) throw error;
        failures.push(error);
      }
    }
    throw new NoServerError(failures);
  }

  /** Closes all connections, and those that are being made; whoever waits hears of the error. */
  async close(error: ClosedError): Promise<void> {
    this.#closing.abort(error);
    const connections = await Promise.allSettled(this.#byServer.values());
    await Promise.all(connections.map((each) => (each.status === 'fulfilled' ? each.value.close(error) : undefined)));
  }

  /** Forgets a connection that is gone; its server is tried after the others for a while. */
  lost(connection: Kind): void {
    this.#byServer.delete(connection.server);
    this.#servers.failed(connection.server);
  }

  async #connect(address: ServerAddress): Promise<Kind> {
    const { connectTimeoutMs, tls, onDial } = this.#options;
    try {
      const socket = await dial(address, {
        connectTimeoutMs,
        signal: this.#closing,
        onStep: (step) => onDial?.(step, address.label),
        ...(tls !== undefined && { tls }),
      });
      this.#servers.worked(address.label);
      return this.#begin(socket, address.label);
    } catch (error) {
      this.#byServer.delete(address.label);
      this.#servers.failed(address.label);
      throw this.#closing.aborted ? (this.#closing.reason as GearctlError) : error;
    }
  }
}
