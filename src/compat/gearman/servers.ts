import { isIP } from 'node:net';
import { ConnectError } from '../../errors.js';
import { textOf } from '../byte-words.js';
import { atoi } from './atoi.js';
import type { Options } from './options.js';

/** A job server, in the form in which the library takes it. */
export interface Server {
  readonly transport: 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  readonly label: string;
}

/** Where the servers come from that an error is about. */
export type ServerSource = 'GEARMAN_SERVER' | 'GEARMAN_SERVERS' | 'options';

/** A server's host that nobody knows. */
export interface UnknownHost {
  readonly source: ServerSource;
  readonly error: ConnectError;
}

const DEFAULT_PORT = 4730;

/**
 * Lists the servers in the order in which they are tried. `-h` and `-p` give one, unless GEARMAN_SERVER is set, even to
 * nothing; those of GEARMAN_SERVERS come on top. Each list is tried from its end.
 */
export function listServers({ host, port, useTls }: Options, env: NodeJS.ProcessEnv): [ServerSource, Server][] {
  const transport = useTls ? 'tls' : 'tcp';
  const { GEARMAN_SERVER: instead, GEARMAN_SERVERS: also } = env;
  const own = instead === undefined ? [server(transport, textOf(host), port)] : parseList(transport, instead);
  const more = also === undefined ? [] : parseList(transport, also);
  return [
    ...more.map((each): [ServerSource, Server] => ['GEARMAN_SERVERS', each]),
    ...own.map((each): [ServerSource, Server] => [instead === undefined ? 'options' : 'GEARMAN_SERVER', each]),
  ].reverse();
}

/** Looks hosts up that are names, and gives the first that nobody knows. */
export async function findUnknownHost(
  servers: readonly (readonly [ServerSource, Server])[],
): Promise<UnknownHost | undefined> {
  for (const [source, { host, label }] of servers) {
    if (host === 'localhost' || isIP(host) !== 0) continue;
    const { lookup } = await import('node:dns/promises');
    try {
      await lookup(host);
    } catch (cause) {
      return { source, error: new ConnectError(label, 'ENOTFOUND', 'unknown host', { cause }) };
    }
  }
  return undefined;
}

/** Reads `HOST[:PORT],…`. Nothing is refused: what is no number is the usual port, and no host is this machine. */
function parseList(transport: Server['transport'], list: string): Server[] {
  return list.split(',').map((entry) => {
    const colon = entry.indexOf(':');
    if (colon === -1) return server(transport, entry, 0);
    return server(transport, entry.slice(0, colon), atoi(entry.slice(colon + 1)) & 0xffff);
  });
}

function server(transport: Server['transport'], givenHost: string, givenPort: number): Server {
  const host = givenHost === '' ? 'localhost' : givenHost;
  const port = givenPort === 0 ? DEFAULT_PORT : givenPort;
  return { transport, host, port, label: `${transport === 'tls' ? 'tls://' : ''}${host}:${port}` };
}
