import { type ClosedError, ConnectError, type GearctlError, NoServerError, TlsError } from '../errors.js';
import { dial, type TlsOptions } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import {
  ClientConnection,
  type ClientConnectionOptions,
  type ConnectionOwner,
  type Loss,
} from './client-connection.js';
import type { ServerList } from './server-list.js';

/** How servers are connected to. */
export interface ServerConnectionsOptions extends ClientConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly tls: TlsOptions | undefined;
}

/** A client's connections, at most one to each server, opened when they are needed. */
export class ServerConnections implements ConnectionOwner {
  readonly #servers: ServerList;
  readonly #options: ServerConnectionsOptions;
  readonly #owner: ConnectionOwner;
  readonly #byServer = new Map<string, Promise<ClientConnection>>();
  readonly #closing = new AbortController();

  constructor(servers: ServerList, options: ServerConnectionsOptions, owner: ConnectionOwner) {
    this.#servers = servers;
    this.#options = options;
    this.#owner = owner;
  }

  /** Resolves with the connection to a server. Rejects with ConnectError, TlsError or ClosedError. */
  to(address: ServerAddress): Promise<ClientConnection> {
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
  async toAny(): Promise<ClientConnection> {
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

  answered(): void {
    this.#owner.answered();
  }

  lost(connection: ClientConnection, loss: Loss): void {
    this.#byServer.delete(connection.server);
    this.#servers.failed(connection.server);
    this.#owner.lost(connection, loss);
  }

  async #connect(address: ServerAddress): Promise<ClientConnection> {
    const { connectTimeoutMs, tls } = this.#options;
    const { signal } = this.#closing;
    try {
      const socket = await dial(address, { connectTimeoutMs, signal, ...(tls !== undefined && { tls }) });
      this.#servers.worked(address.label);
      return new ClientConnection(socket, address.label, this.#options, this);
    } catch (error) {
      this.#byServer.delete(address.label);
      this.#servers.failed(address.label);
      throw signal.aborted ? (signal.reason as GearctlError) : error;
    }
  }
}
