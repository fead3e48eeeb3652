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

/** What is wrong with our own certificate and key. */
const OWN_PHRASES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: ['our key is not that of our certificate', 'give the two that belong together'],
  ERR_OSSL_BAD_DECRYPT: ['our key is encrypted', 'write it without its password: openssl pkey -in KEY -out PLAIN_KEY'],
};

const BROKEN: readonly [string, string] = [
  'our certificate or our key is broken',
  'see what openssl x509 -in CERTIFICATE and openssl pkey -in KEY say',
];

const UNTRUSTED: readonly [string, string] = [
  "the server's certificate is not signed by an authority we trust",
  "give the authority's certificate as the TLS CA file",
];

const REFUSED: readonly [string, string] = [
  'the server refused our certificate or our TLS',
  "give a client certificate that the server's authority signed",
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
  const [message, hint] = TLS_PHRASES[errno] ?? phraseOfKind(errno, error as Error);
  return new TlsError(server, errno, message, { hint, cause: error });
}

/** Turns what kept TLS from being begun at all, with what we have for it, into a TlsError. */
export function ownTlsError(server: string, error: unknown): TlsError {
  const errno = errnoOf(error);
  const isOurs = errno.startsWith('ERR_OSSL_');
  const [message, hint] = OWN_PHRASES[errno] ?? (isOurs ? BROKEN : phraseOfKind(errno, error as Error));
  return new TlsError(server, errno, message, { hint, cause: error });
}

function phraseOfKind(errno: string, { message }: Error): readonly [string, string] {
  if (/^ERR_SSL_.*(ALERT|CERTIFICATE)/.test(errno)) return REFUSED;
  if (/CERT|SIGNATURE|ISSUER/.test(errno)) return UNTRUSTED;
  return [`TLS failed: ${message}`, 'check certificate, key and authority'];
}

/** Turns what broke an open connection into the error that its users see. */
export function lostError(server: string, error: unknown): GearctlError {
  const errno = errnoOf(error);
  if (errno.startsWith('ERR_SSL_')) return tlsError(server, error);
  const how = CONNECT_PHRASES[errno] ?? (errno === 'EPIPE' ? 'closed by the server' : (error as Error).message);
  return new ConnectionLostError(server, `the connection to ${server} was lost: ${how}`, { cause: error });
}
