import type { AddressInfo, Server } from 'node:net';
import { type Listener, listen } from './listen.js';
import type { ListenPlace } from './server-options.js';
import type { TlsGate } from './tls-gate.js';

/** The sockets that a server listens on. */
export class Listening {
  /**
   * Where clients and workers connect to, in the order of the places: `127.0.0.1:4730`, `unix:/run/gearman.sock`;
   * `fd:3` for a unix socket that came as a descriptor.
   */
  readonly addresses: string[] = [];
  readonly #servers: Server[] = [];
  readonly #closed: Promise<void>[] = [];
  #port = 0;

  /**
   * Listens on all places, or on none if one of them is not to be had. Over TCP peers come through the gate, if there
   * is one. Throws ListenError.
   */
  static async on(
    places: readonly ListenPlace[],
    listener: Listener,
    gate: TlsGate | undefined,
    keepAliveMs: number,
  ): Promise<Listening> {
    const listening = new Listening();
    try {
      for (const place of places) {
        const isLocal = 'path' in place;
        listening.#add(place, await listen(place, isLocal ? listener : (gate ?? listener), keepAliveMs));
      }
    } catch (error) {
      await listening.close();
      throw error;
    }
    return listening;
  }

  /** The port of the first place that has one; 0 if there is none. */
  get port(): number {
    return this.#port;
  }

  /** Lets nobody connect any more, at once. Resolves when those who have are gone. */
  async close(): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      this.#closed.push(new Promise((resolve) => server.close(() => resolve())));
    }
    await Promise.all(this.#closed);
  }

  #add(place: ListenPlace, server: Server): void {
    const address = server.address();
    this.#servers.push(server);
    this.addresses.push(addressOf(address, place));
    if (this.#port === 0 && typeof address === 'object' && address !== null) this.#port = address.port;
  }
}

function addressOf(address: AddressInfo | string | null, place: ListenPlace): string {
  if (typeof address === 'string') return `unix:${address}`;
  // Of a unix socket that somebody else has opened Node does not tell the path.
  if (address === null) return 'fd' in place ? `fd:${place.fd}` : '';
  const { address: host, family, port } = address;
  return `${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
