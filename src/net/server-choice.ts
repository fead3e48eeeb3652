import { AddressError } from '../errors.js';
import type { TlsOptions } from './dial.js';
import { parseServerList, type ServerAddress, serversFromEnvironment, withTls } from './server-address.js';

/** Which servers are meant, and whether over TLS. */
export interface ServerChoice {
  /** As `host:port` and the like, or as a comma list. Default: those that `env` names, else localhost:4730. */
  readonly servers?: string | readonly string[] | readonly ServerAddress[];
  /** Where GEARCTL_SERVERS, GEARMAN_SERVERS and GEARMAN_SERVER are looked up, for instance `process.env`. Default: nowhere. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How TLS is set up. With it, servers given as text are connected to over TLS, but for unix sockets. */
  readonly tls?: TlsOptions;
}

/** Gives the addresses of the servers that are meant. Throws AddressError, also for an empty list. */
export function chosenServers({ servers, env = {}, tls }: ServerChoice): readonly ServerAddress[] {
  const asked = (named: readonly ServerAddress[]) => (tls === undefined ? named : named.map(withTls));
  if (servers === undefined) return asked(serversFromEnvironment(env));
  if (typeof servers === 'string') return asked(parseServerList(servers));
  if (servers.length === 0) throw new AddressError('the list of servers is empty');
  return servers.flatMap((server) => (typeof server === 'string' ? asked(parseServerList(server)) : server));
}
