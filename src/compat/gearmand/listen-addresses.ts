import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { AddressError } from '../../errors.js';
import { portNumber } from '../port-number.js';

/**
 * Lists where to listen, as HOST:PORT: at each address of a host, or without one at all addresses of this machine. A
 * port over 65535 loses its higher bits, as it does in the resolver that gearmand asks. Throws AddressError.
 */
export async function listenAddresses(host: string, port: string): Promise<string[]> {
  const where = `${host === '' ? '<any>' : host}:${port}`;
  const number = portNumber(port);
  if (number === undefined) throw unresolved(where, 'Servname not supported for ai_socktype');
  const addresses = host === '' ? [anyAddress()] : await addressesOf(host, where);
  return addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${number}`);
}

/** Gives the address that stands for all: the one of IPv6 takes peers of IPv4 too, but not every machine has IPv6. */
function anyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) => list);
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

async function addressesOf(host: string, where: string): Promise<string[]> {
  try {
    const found = await lookup(host, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    throw unresolved(where, 'Name or service not known', error);
  }
}

function unresolved(where: string, reason: string, cause?: unknown): AddressError {
  return new AddressError(`${where} getaddrinfo(${reason})`, { cause });
}
