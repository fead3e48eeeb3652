import { isIPv6 } from 'node:net';
import { AddressError } from '../errors.js';

/** The port that job servers listen on unless told otherwise. */
export const DEFAULT_PORT = 4730;

/** Where a job server is. `label` is how it is shown and told apart: `q1:4730`, `tls://q1:4731`, `unix:/run/gearman.sock`. */
export type ServerAddress =
  | { readonly transport: 'tcp' | 'tls'; readonly host: string; readonly port: number; readonly label: string }
  | { readonly transport: 'unix'; readonly path: string; readonly label: string };

/** Where servers are looked up when none are named, first match first. */
const SERVER_VARIABLES = ['GEARCTL_SERVERS', 'GEARMAN_SERVERS', 'GEARMAN_SERVER'] as const;

/**
 * Parses one address: `host`, `host:port`, `[::1]`, `[::1]:port`, each with `tls://` before it for TLS, or `unix:/path`.
 * Throws AddressError.
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (trimmed.startsWith('unix:')) return unixAddress(trimmed.slice('unix:'.length).replace(/^\/\/(?=\/)/, ''), text);
  const scheme = /^([a-z]+):\/\//i.exec(trimmed);
  const transport = scheme?.[1]?.toLowerCase() ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'tls') throw wrong(text, `the scheme '${transport}' is unknown`);
  const rest = trimmed.slice(scheme?.[0].length ?? 0);
  const { host, port } = splitHostAndPort(rest, text);
  return tcpAddress(transport, host, port);
}

/** Parses a comma list, or several; empty entries are skipped. Throws AddressError, also when nothing is left. */
export function parseServerList(list: string | readonly string[]): ServerAddress[] {
  const entries = (typeof list === 'string' ? [list] : list).flatMap((item) => item.split(','));
  const named = entries.filter((entry) => entry.trim() !== '');
  if (named.length === 0) throw wrong(entries.join(','), 'it names no server');
  return named.map(parseServerAddress);
}

/**
 * Gives the servers that the environment names: GEARCTL_SERVERS, else GEARMAN_SERVERS, else GEARMAN_SERVER, else
 * localhost:4730. Throws AddressError.
 */
export function serversFromEnvironment(env: Readonly<Record<string, string | undefined>>): ServerAddress[] {
  for (const variable of SERVER_VARIABLES) {
    const value = env[variable];
    if (value === undefined || value.trim() === '') continue;
    try {
      return parseServerList(value);
    } catch (error) {
      throw new AddressError(`${variable} is wrong: ${(error as AddressError).message}`, {
        hint: (error as AddressError).hint ?? '',
        cause: error,
      });
    }
  }
  return [tcpAddress('tcp', 'localhost', DEFAULT_PORT)];
}

/** Gives the same server with TLS asked for; a unix socket stays as it is. */
export function withTls(address: ServerAddress): ServerAddress {
  return address.transport === 'tcp' ? tcpAddress('tls', address.host, address.port) : address;
}

function tcpAddress(transport: 'tcp' | 'tls', host: string, port: number): ServerAddress {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { transport, host, port, label: `${transport === 'tls' ? 'tls://' : ''}${shownHost}:${port}` };
}

function unixAddress(path: string, text: string): ServerAddress {
  if (path === '') throw wrong(text, 'the path is empty');
  return { transport: 'unix', path, label: `unix:${path}` };
}

function splitHostAndPort(rest: string, text: string): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(rest);
  if (bracketed !== null) return { host: bracketed[1] as string, port: parsePort(bracketed[2], text) };
  // An IPv6 address without brackets cannot have a port: its colons would be ambiguous.
  if (rest.split(':').length > 2 && isIPv6(rest)) return { host: rest, port: DEFAULT_PORT };
  const [host = '', port, ...further] = rest.split(':');
  if (further.length > 0) throw wrong(text, 'it has more than one colon');
  return { host: checkedHost(host, text), port: parsePort(port, text) };
}

function checkedHost(host: string, text: string): string {
  if (host === '' || /[\s/@[\]]/.test(host))
    throw wrong(text, host === '' ? 'the host is empty' : `'${host}' is no host name`);
  return host;
}

function parsePort(port: string | undefined, text: string): number {
  if (port === undefined) return DEFAULT_PORT;
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535) throw wrong(text, `'${port}' is no port`);
  return number;
}

function wrong(text: string, why: string): AddressError {
  return new AddressError(`cannot read the server address '${text}': ${why}`, {
    hint: 'write HOST, HOST:PORT, [::1]:PORT, tls://HOST:PORT or unix:/PATH, several separated by commas',
  });
}
