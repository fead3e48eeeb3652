import { X509Certificate } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';
import { hostname } from 'node:os';
import { ConfigError, OutputError } from '../../errors.js';
import { Authority, type KeyPair, type Subject } from './authority.js';
import { CertificateDirectory, type PairFiles } from './certificate-directory.js';
import { allHosts, type CertificateWish, checkCertificateWish } from './certificate-wish.js';

/** A certificate in the directory. */
export interface CertificateEntry extends PairFiles {
  readonly role: 'authority' | 'server' | 'client';
  /** What its files are called, without their endings; of a client also the name in its certificate. */
  readonly name: string;
  /** The names and addresses that a server's certificate is for. */
  readonly hosts: readonly string[];
  readonly expires: Date;
  /** False if it was there before. */
  readonly isNew: boolean;
}

const AUTHORITY = 'ca';
const SERVER = 'server';

/**
 * Makes the certificates for a server and its clients, and the authority that signs them: first what is not there yet,
 * or on later calls clients for the same server. Nothing is written before all is made. Gives the authority, the
 * server, and the clients that were asked for. Throws UsageError, ConfigError and OutputError.
 */
export async function makeCertificates(wish: CertificateWish, now: Date): Promise<CertificateEntry[]> {
  checkCertificateWish(wish);
  const directory = await CertificateDirectory.open(wish.directory);
  const had = { authority: await has(directory, AUTHORITY), server: await has(directory, SERVER) };
  const serverIsAskedFor = !had.server || !had.authority || wish.clients.length === 0 || wish.hosts.length > 0;
  const asked = [...(serverIsAskedFor ? [SERVER] : []), ...wish.clients];
  if (!wish.force) for (const name of asked) await requireAbsent(directory, name);

  const { certFile } = directory.filesOf(AUTHORITY);
  const authority = had.authority
    ? await Authority.from(await directory.read(AUTHORITY), now, certFile)
    : await Authority.make(now);
  const issued = new Map<string, KeyPair>();
  for (const name of asked) issued.set(name, await authority.issue(subjectOf(name, wish), wish.days, now));

  if (!had.authority) await directory.write(AUTHORITY, authority.pair, false);
  for (const [name, pair] of issued) await directory.write(name, pair, wish.force);
  const isNew = (name: string) => (name === AUTHORITY ? !had.authority : issued.has(name));
  return Promise.all([AUTHORITY, SERVER, ...wish.clients].map((name) => entryOf(directory, name, isNew(name))));
}

/** Tells whether a certificate is there with its key. Throws ConfigError for an authority of which half is missing. */
async function has(directory: CertificateDirectory, name: string): Promise<boolean> {
  const present = await directory.present(name);
  if (present.length !== 1 || name !== AUTHORITY) return present.length === 2;
  const { certFile, keyFile } = directory.filesOf(name);
  const missing = present[0] === certFile ? keyFile : certFile;
  throw new ConfigError(`${present[0]} is there, but not ${missing}`, {
    hint: 'put it back, or choose another directory for a new authority',
  });
}

async function requireAbsent(directory: CertificateDirectory, name: string): Promise<void> {
  const [file] = await directory.present(name);
  if (file === undefined) return;
  throw new OutputError(`${file} is there already`, {
    hint: '--force replaces it',
  });
}

function subjectOf(name: string, { hosts }: CertificateWish): Subject {
  if (name !== SERVER) return { name, role: 'client', hosts: [] };
  return { name, role: 'server', hosts: allHosts(hosts, hostname()) };
}

async function entryOf(directory: CertificateDirectory, name: string, isNew: boolean): Promise<CertificateEntry> {
  const certificate = new X509Certificate((await directory.read(name)).cert);
  const role = name === AUTHORITY ? 'authority' : name === SERVER ? 'server' : 'client';
  const hosts = role === 'server' ? hostsOf(certificate) : [];
  return { role, name, hosts, expires: new Date(certificate.validTo), isNew, ...directory.filesOf(name) };
}

function hostsOf({ subjectAltName = '' }: X509Certificate): string[] {
  const names = subjectAltName.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  // Here ::1 is written 0:0:0:0:0:0:0:1.
  return names.map((name) => (isIPv6(name) ? new SocketAddress({ address: name, family: 'ipv6' }).address : name));
}
