import { once } from 'node:events';
import { AddressError, type GearctlError } from '../errors.js';

/** What job server is to run. */
export interface ServerWish {
  /** Where to listen: HOST:PORT, or HOST for the usual port; port 0 takes a free one. */
  readonly listen: string;
  /** The path of a unix socket to listen on as well. */
  readonly unix: string | undefined;
  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
}

/** Who hears what becomes of a job server. */
export interface ServerObserver {
  /** It listens; `address` is what clients and workers connect to. */
  listening(address: string): void;
  /** A peer was in the wrong, or could not connect. The server goes on. */
  problem(error: GearctlError): void;
}

const DEFAULT_PORT = 4730;

/**
 * Runs a job server until `stop` fires; then what waits to be sent goes out, and it closes. Throws AddressError and
 * ListenError.
 */
export async function runServer(wish: ServerWish, observer: ServerObserver, stop: AbortSignal): Promise<void> {
  const where = parseListenAddress(wish.listen);
  const { startServer } = await import('../server/index.js');
  const { unix, maxPacketBytes, maxUnsentBytes } = wish;
  const report = (error: GearctlError) => observer.problem(error);
  const server = await startServer({ ...where, ...(unix && { unix }), maxPacketBytes, maxUnsentBytes, report });
  try {
    observer.listening(server.address);
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await server.close();
  }
}

/** Parses `HOST`, `HOST:PORT`, `[::1]` and `[::1]:PORT`. Throws AddressError. */
export function parseListenAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? DEFAULT_PORT);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new AddressError(`cannot listen on '${text}': it is no address`, {
    hint: 'write HOST, HOST:PORT, [::1] or [::1]:PORT; 0.0.0.0 stands for all addresses of this machine',
  });
}
