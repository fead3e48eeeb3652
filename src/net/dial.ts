import { connect, isIP, type Socket } from 'node:net';
import { AbortedError, ConnectError, TlsError } from '../errors.js';
import { TimeLimit } from '../time-limit.js';
import type { CancelSignal } from './cancellation.js';
import { connectError, errnoOf, ownTlsError, tlsError } from './dial-errors.js';
import type { ServerAddress } from './server-address.js';

/** How TLS is set up; certificates and keys are PEM. */
export interface TlsOptions {
  /** The authorities that may have signed the server's certificate. Default: those that Node trusts. */
  ca?: string | Buffer;
  /** Our own certificate and key, for servers that ask for one. */
  cert?: string | Buffer;
  key?: string | Buffer;
  /** The name that the server's certificate must carry. Default: the host we connect to. */
  serverName?: string;
  /** Accepts any certificate. The connection is encrypted, but nobody knows by whom. */
  insecure?: boolean;
}

/** What a connection has come to: its host is a name that is looked up, or was; or it stands. */
export type DialStep = 'resolving' | 'resolved' | 'connected';

/** How a server is dialled. */
export interface DialOptions {
  /** The longest wait until the connection stands, TLS included, in ms. Default: 4000. */
  connectTimeoutMs?: number;
  tls?: TlsOptions;
  signal?: CancelSignal | undefined;
  onStep?: ((step: DialStep) => void) | undefined;
}

/** The wait for a connection unless told otherwise, in ms (libgearman's default). */
export const DEFAULT_CONNECT_TIMEOUT_MS = 4000;

const KEEP_ALIVE_AFTER_MS = 60_000;

/**
 * Connects to a server and resolves with a socket that is ready: connected, over TLS where the address says so (the
 * server's certificate verified), without Nagle's delay, kept alive. Where TLS was asked for, nothing is ever sent plain.
 * Rejects with ConnectError, TlsError or AbortedError.
 */
export async function dial(address: ServerAddress, options: DialOptions = {}): Promise<Socket> {
  // To load TLS takes longer than to connect without it.
  const tls = address.transport === 'tls' ? await import('node:tls') : undefined;
  return new Promise((resolve, reject) => {
    const timeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    const { signal, onStep } = options;
    if (signal?.aborted) {
      reject(new AbortedError(`connecting to ${address.label} was given up`, { cause: signal.reason }));
      return;
    }
    let socket: Socket;
    try {
      socket = start(address, options, tls);
    } catch (error) {
      reject(address.transport === 'tls' ? ownTlsError(address.label, error) : connectError(address.label, error));
      return;
    }
    if (address.transport !== 'unix' && isIP(address.host) === 0) {
      onStep?.('resolving');
      socket.once('lookup', () => onStep?.('resolved'));
    }
    const settle = (finish: () => void) => {
      limit.stop();
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      finish();
    };
    const fail = (error: Error) =>
      settle(() => {
        // A socket that was given up may still report why; nobody is left to hear it.
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      });
    const onError = (error: Error) => fail(dialError(address, socket, error));
    const onAbort = () =>
      fail(new AbortedError(`connecting to ${address.label} was given up`, { cause: signal?.reason }));
    const limit = new TimeLimit(timeoutMs, () => fail(timeoutError(address, socket, timeoutMs))).restart();
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.once(address.transport === 'tls' ? 'secureConnect' : 'connect', () =>
      settle(() => {
        socket.setNoDelay(true);
        socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
        onStep?.('connected');
        resolve(socket);
      }),
    );
  });
}

function start(address: ServerAddress, options: DialOptions, tls: typeof import('node:tls') | undefined): Socket {
  if (address.transport === 'unix') return connect({ path: address.path });
  const { host, port } = address;
  if (tls === undefined) return connect({ host, port });
  const { ca, cert, key, serverName, insecure } = options.tls ?? {};
  // SNI carries host names only; for an IP address the certificate is still checked against that address.
  const name = serverName ?? (isIP(host) === 0 ? host : undefined);
  return tls.connect({
    host,
    port,
    rejectUnauthorized: insecure !== true,
    ...(name !== undefined && { servername: name }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  });
}

function dialError(address: ServerAddress, socket: Socket, error: Error): ConnectError | TlsError {
  // A TLS socket that has a peer got as far as the handshake: what fails then is TLS, not the way to the server.
  const handshaking =
    address.transport === 'tls' && (socket.remotePort !== undefined || /^ERR_|CERT/.test(errnoOf(error)));
  const refused = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(errnoOf(error));
  return handshaking || (address.transport === 'tls' && !refused)
    ? tlsError(address.label, error)
    : connectError(address.label, error);
}

function timeoutError(address: ServerAddress, socket: Socket, timeoutMs: number): ConnectError | TlsError {
  if (address.transport === 'tls' && !socket.connecting) {
    return new TlsError(address.label, 'ETIMEDOUT', `no TLS handshake within ${timeoutMs / 1000} s`, {
      hint: 'the server may speak plain text on this port: check the port',
    });
  }
  return new ConnectError(address.label, 'ETIMEDOUT', `no answer within ${timeoutMs / 1000} s`);
}
