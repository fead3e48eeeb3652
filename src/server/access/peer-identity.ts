import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What is known of a peer for certain. */
export interface PeerIdentity {
  /** The common name (CN) in its certificate, which one of our authorities has signed. */
  readonly certificateName: string | undefined;
  /** The IP address that it connects from, or `unix`; undefined for one that went away before anybody looked. */
  readonly address: string | undefined;
}

/** Tells who is at the other end of a socket; over TLS, once the handshake is over. */
export function identify(socket: Socket): PeerIdentity {
  return { certificateName: certificateNameOf(socket), address: addressOf(socket) };
}

/** Gives the address of a peer as people write it: what listens on IPv6 sees IPv4 peers as ::ffff:192.0.2.1. */
export function addressOf(socket: Socket): string | undefined {
  const { remoteAddress, localAddress, destroyed } = socket;
  if (remoteAddress !== undefined) return remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');
  // A TCP peer that is gone has no address any more, but what it sent can still be read: it must not pass for a local one.
  return localAddress === undefined && !destroyed && !(socket instanceof TLSSocket) ? 'unix' : undefined;
}

/** Names a peer in a message: `billing at 192.0.2.1`, `192.0.2.1`, `unix`. */
export function describeIdentity({ certificateName, address = 'somebody who is gone' }: PeerIdentity): string {
  return certificateName === undefined ? address : `${certificateName} at ${address}`;
}

function certificateNameOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // A subject without a common name has none here, and one with several has a list: that is no name.
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
