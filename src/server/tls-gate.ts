import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { GearctlError, type SystemError } from '../errors.js';
import { addressOf } from './access/peer-identity.js';
import type { Listener } from './listen.js';
import { handshakeError } from './tls-handshake-errors.js';
import { readTlsMaterial, type TlsFiles } from './tls-material.js';

/** What a gate may be told besides its files. */
export interface TlsGateOptions {
  /** The longest handshake. Default: 10 s. */
  readonly handshakeTimeoutMs?: number;
  /** Hears of peers that got no further, and of certificates that are out of their time or could not be reloaded. */
  readonly report: (error: GearctlError) => void;
  readonly nowMs: () => number;
}

const DEFAULT_HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Stands between a listening socket and a listener: whoever connects speaks TLS from the first byte on, and is passed
 * on when the handshake is over and, where client certificates are demanded, its certificate is verified. Unix sockets
 * are passed on as they are.
 */
export class TlsGate implements Listener {
  readonly #files: TlsFiles;
  readonly #listener: Listener;
  readonly #options: TlsGateOptions;
  /** It listens nowhere: sockets are handed to it. */
  readonly #handshakes: Server;
  /** Peers in the handshake, by the two ends of their connection. */
  readonly #waiting = new Map<string, Socket>();
  #lastGone = { from: 'a peer', spoke: true };

  private constructor(files: TlsFiles, listener: Listener, options: TlsGateOptions, handshakes: Server) {
    this.#files = files;
    this.#listener = listener;
    this.#options = options;
    this.#handshakes = handshakes;
    handshakes.on('secureConnection', (socket) => {
      this.#waiting.delete(endsOf(socket));
      listener.accept(socket);
    });
    handshakes.on('tlsClientError', (error, socket) => this.#refuse(error, socket));
  }

  /** Reads the files and makes a gate in front of `listener`. Throws ConfigError. */
  static async open(files: TlsFiles, listener: Listener, options: TlsGateOptions): Promise<TlsGate> {
    const { context, warnings } = await readTlsMaterial(files, options.nowMs());
    const handshakes = createServer({
      ...context,
      requestCert: files.caFile !== undefined,
      rejectUnauthorized: files.caFile !== undefined,
      handshakeTimeout: options.handshakeTimeoutMs ?? DEFAULT_HANDSHAKE_TIMEOUT_MS,
    });
    warnings.forEach(options.report);
    return new TlsGate(files, listener, options, handshakes);
  }

  accept(socket: Socket): void {
    const from = addressOf(socket) ?? 'a peer';
    if (from === 'unix') {
      this.#listener.accept(socket);
      return;
    }
    const ends = endsOf(socket);
    this.#waiting.set(ends, socket);
    socket.once('close', () => {
      this.#waiting.delete(ends);
      this.#lastGone = { from, spoke: socket.bytesRead > 0 };
    });
    this.#handshakes.emit('connection', socket);
  }

  failed(error: SystemError): void {
    this.#listener.failed(error);
  }

  /** Reads the files again, for peers that connect from now on. If they are no good, those of before stay. */
  async reload(): Promise<void> {
    const { report, nowMs } = this.#options;
    try {
      const { context, warnings } = await readTlsMaterial(this.#files, nowMs());
      this.#handshakes.setSecureContext(context);
      warnings.forEach(report);
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      report(error);
    }
  }

  /** Drops all peers that are still in the handshake. */
  close(): void {
    for (const socket of this.#waiting.values()) socket.destroy();
  }

  #refuse(error: Error, socket: TLSSocket): void {
    // A peer whose certificate is turned down, or that went away, is told of in the moment after its socket closed.
    const address = addressOf(socket);
    const { from, spoke } = address === undefined ? this.#lastGone : { from: address, spoke: true };
    // Typed as an error, it is the code of one.
    const fault = socket.authorizationError as unknown as string | null | undefined;
    socket.destroy();
    const problem = handshakeError({ from, error, certificateFault: fault ?? undefined, spoke });
    if (problem !== undefined) this.#options.report(problem);
  }
}

function endsOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}
