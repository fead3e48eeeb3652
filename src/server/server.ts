import type { AddressInfo, Server, Socket } from 'node:net';
import { hostname } from 'node:os';
import type { GearctlError } from '../errors.js';
import { DEFAULT_PORT } from '../net/server-address.js';
import { DEFAULT_MAX_PACKET_BYTES } from '../protocol/index.js';
import { JobHost } from './job-host.js';
import { listen } from './listen.js';
import { readVersion } from './version.js';

/** What a job server may be told. */
export interface ServerOptions {
  /** The address to listen on. Default: 127.0.0.1, where only this machine can connect. */
  readonly host?: string;
  /** The port to listen on; 0 takes a free one. Default: 4730. */
  readonly port?: number;
  /** The path of a unix socket to listen on as well. */
  readonly unix?: string;
  /** The largest body of a packet, in bytes; a larger one closes the connection. Default: 64 MiB. */
  readonly maxPacketBytes?: number;
  /** The bytes that a peer may leave unread; with more it is closed when another packet is due. Default: 64 MiB. */
  readonly maxUnsentBytes?: number;
  /** What `version` answers. Default: `gearctl-` and its version, by which other servers are told from this one. */
  readonly version?: string;
  /** Hears why a peer could not connect, or why it was closed: for what it sent or did not read. */
  readonly report?: (error: GearctlError) => void;
}

/** A job server that runs in this process. */
export interface JobServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Where clients and workers find it: `127.0.0.1:4730`. */
  readonly address: string;
  /**
   * Stops: nobody can connect any more, and all connections end. What waits to be sent has `graceMs` (default: 1000) to
   * go out. The jobs are gone with the server.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const DEFAULT_GRACE_MS = 1000;

/** Leaves room for the number in a handle of the 63 bytes that gearmand reads. */
const MAX_HANDLE_PREFIX_BYTES = 46;

/** Starts a job server that keeps its jobs in memory. Throws ListenError. */
export async function startServer(options: ServerOptions = {}): Promise<JobServer> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, unix, report = () => undefined } = options;
  const jobHost = new JobHost({
    handlePrefix: `H:${hostname()}`.slice(0, MAX_HANDLE_PREFIX_BYTES),
    facts: { version: options.version ?? `gearctl-${readVersion()}`, pid: process.pid },
    maxPacketBytes: options.maxPacketBytes ?? DEFAULT_MAX_PACKET_BYTES,
    maxUnsentBytes: options.maxUnsentBytes ?? DEFAULT_MAX_PACKET_BYTES,
    report,
  });
  const listeners: Server[] = [];
  const close = async ({ graceMs = DEFAULT_GRACE_MS } = {}) => {
    const deaf = listeners.map(stopListening);
    await jobHost.close(graceMs);
    await Promise.all(deaf);
  };
  const listener = { accept: (socket: Socket) => jobHost.welcome(socket), failed: report };
  try {
    for (const where of [{ host, port }, ...(unix === undefined ? [] : [{ path: unix }])]) {
      listeners.push(await listen(where, listener));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...addressOf(listeners[0] as Server), close };
}

function addressOf(listener: Server): { port: number; address: string } {
  const { address, family, port } = listener.address() as AddressInfo;
  return { port, address: `${family === 'IPv6' ? `[${address}]` : address}:${port}` };
}

function stopListening(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()));
}
