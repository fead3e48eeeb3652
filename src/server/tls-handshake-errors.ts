import { TlsError } from '../errors.js';

/** What has ended a handshake. */
export interface HandshakeFailure {
  /** The peer's address. */
  readonly from: string;
  /** What Node or OpenSSL says. */
  readonly error: NodeJS.ErrnoException;
  /** Why the peer's certificate was turned down, if it was: Node's code. */
  readonly certificateFault: string | undefined;
  /** Whether the peer sent anything. */
  readonly spoke: boolean;
}

const PLAIN = 'it speaks plain text on the port of TLS';

/** What the codes of OpenSSL and Node mean, said of the peer. */
const PHRASES: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: PLAIN,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: PLAIN,
  ERR_SSL_HTTP_REQUEST: `${PLAIN}, and HTTP at that`,
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it knows no TLS from 1.2 on',
  ERR_SSL_NO_SHARED_CIPHER: 'it knows none of our ciphers',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it has no client certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not trust our certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'it does not trust our certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not trust our certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it finds our certificate expired',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'it did not come to an end in time',
  ECONNRESET: 'it was broken off, perhaps because our certificate is not trusted',
};

/**
 * Says in one line what was wrong with a peer's handshake. Gives undefined for a peer that left without a word: whoever
 * only looks whether the port is open did nothing wrong.
 */
export function handshakeError({ from, error, certificateFault, spoke }: HandshakeFailure): TlsError | undefined {
  const errno = certificateFault ?? error.code ?? 'UNKNOWN';
  if (errno === 'ECONNRESET' && !spoke) return undefined;
  const why =
    certificateFault === undefined
      ? (PHRASES[errno] ?? error.message)
      : `its certificate is not accepted (${certificateFault})`;
  return new TlsError(from, errno, `no TLS with ${from}: ${why}`, { cause: error });
}
