import { ConnectError, ConnectionLostError, type GearctlError, TlsError } from '../errors.js';

const CONNECT_PHRASES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the name lookup gave no answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ECONNRESET: 'connection reset',
  EACCES: 'permission denied',
  ENOENT: 'no such socket',
  ENOTSOCK: 'not a socket',
  EMFILE: 'too many open files here',
};

const NO_TLS = 'the server does not speak TLS on this port';

/** What a TLS error means, and what to do about it. */
const TLS_PHRASES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ECONNRESET: [NO_TLS, 'check the port, or leave TLS out if this network may see the jobs'],
  EPROTO: [NO_TLS, 'check the port, or leave TLS out if this network may see the jobs'],
  ERR_SSL_WRONG_VERSION_NUMBER: [NO_TLS, 'check the port, or leave TLS out if this network may see the jobs'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [NO_TLS, 'check the port, or leave TLS out if this network may see the jobs'],
  CERT_HAS_EXPIRED: ["the server's certificate has expired", 'renew it on the server'],
  CERT_NOT_YET_VALID: ["the server's certificate is not valid yet", 'check the clocks of both machines'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "the server's certificate is for another name",
    'connect by a name in the certificate, or give that name as the TLS server name',
  ],
};

const UNTRUSTED: readonly [string, string] = [
  "the server's certificate is not signed by an authority we trust",
  "give the authority's certificate as the TLS CA file",
];

/** Gives the system's code of an error, also of one that gathers several attempts; `UNKNOWN` where there is none. */
export function errnoOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** Turns what a TCP or unix dial failed with into a ConnectError. */
export function connectError(server: string, error: unknown): ConnectError {
  const errno = errnoOf(error);
  return new ConnectError(server, errno, CONNECT_PHRASES[errno] ?? (error as Error).message, { cause: error });
}

/** Turns what a TLS handshake failed with into a TlsError that names the mend. */
export function tlsError(server: string, error: unknown): TlsError {
  const errno = errnoOf(error);
  const alert = /^ERR_SSL_.*(ALERT|CERTIFICATE)/.test(errno);
  const [message, hint] =
    TLS_PHRASES[errno] ??
    (alert
      ? [
          'the server refused our certificate or our TLS',
          "give a client certificate that the server's authority signed",
        ]
      : /CERT|SIGNATURE|ISSUER/.test(errno)
        ? UNTRUSTED
        : [`TLS failed: ${(error as Error).message}`, 'check certificate, key and authority']);
  return new TlsError(server, errno, message, { hint, cause: error });
}

/** Turns what broke an open connection into the error that its users see. */
export function lostError(server: string, error: unknown): GearctlError {
  const errno = errnoOf(error);
  if (errno.startsWith('ERR_SSL_')) return tlsError(server, error);
  const how = CONNECT_PHRASES[errno] ?? (errno === 'EPIPE' ? 'closed by the server' : (error as Error).message);
  return new ConnectionLostError(server, `the connection to ${server} was lost: ${how}`, { cause: error });
}
