import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ConfigError } from '../../errors.js';
import { loadX509, type X509 } from './x509.js';

/** A certificate and its private key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Whom a certificate is for. */
export interface Subject {
  /** The common name. */
  readonly name: string;
  readonly role: 'server' | 'client';
  /** Where a server is found; none for a client. */
  readonly hosts: readonly string[];
}

type Certificate = InstanceType<X509['X509Certificate']>;
type PrivateKey = Awaited<ReturnType<typeof importKey>>;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** How long an authority is valid. */
const AUTHORITY_DAYS = 3650;

/** Machines whose clocks are behind ours take a new certificate too, if they are not further behind than this. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/** Signs the certificates of a server and of its clients, all with keys of ECDSA on P-256. */
export class Authority {
  readonly pair: KeyPair;
  readonly #x509: X509;
  readonly #certificate: Certificate;
  readonly #key: PrivateKey;

  private constructor(x509: X509, pair: KeyPair, certificate: Certificate, key: PrivateKey) {
    this.#x509 = x509;
    this.pair = pair;
    this.#certificate = certificate;
    this.#key = key;
  }

  /** Makes a new one, with a certificate that it has signed itself. */
  static async make(now: Date): Promise<Authority> {
    const x509 = await loadX509();
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: [{ CN: [`gearctl authority ${randomBytes(4).toString('hex')}`] }],
      serialNumber: newSerialNumber(),
      notBefore: new Date(now.getTime() - CLOCK_TOLERANCE_MS),
      notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const pair = { cert: pemOf(certificate), key: await keyPem(x509, keys.privateKey) };
    return new Authority(x509, pair, certificate, keys.privateKey);
  }

  /**
   * Takes up one that was made before. Throws ConfigError, which names `file`, for what is none, has expired, or has
   * another kind of key.
   */
  static async from(pair: KeyPair, now: Date, file: string): Promise<Authority> {
    const x509 = await loadX509();
    try {
      const parsed = new X509Certificate(pair.cert);
      const key = await importKey(x509, pair.key);
      const certificate = new x509.X509Certificate(pair.cert);
      const isFit = parsed.ca && parsed.checkPrivateKey(createPrivateKey(pair.key)) && certificate.notAfter > now;
      if (isFit) return new Authority(x509, pair, certificate, key);
    } catch (error) {
      throw unfit(file, 'it or its key cannot be read', error);
    }
    throw unfit(file, 'it is no authority, or no longer, or the key is another one');
  }

  /** When its own certificate expires; no other is valid for longer. */
  get notAfter(): Date {
    return this.#certificate.notAfter;
  }

  /** Makes a key and signs a certificate for it. */
  async issue(subject: Subject, days: number, now: Date): Promise<KeyPair> {
    const x509 = this.#x509;
    const keys = await newKeys();
    const { name, role, hosts } = subject;
    const certificate = await x509.X509CertificateGenerator.create({
      subject: [{ CN: [name] }],
      issuer: this.#certificate.subjectName,
      serialNumber: newSerialNumber(),
      notBefore: new Date(Math.max(now.getTime() - CLOCK_TOLERANCE_MS, this.#certificate.notBefore.getTime())),
      notAfter: new Date(Math.min(now.getTime() + days * DAY_MS, this.notAfter.getTime())),
      signingAlgorithm: ALGORITHM,
      signingKey: this.#key,
      publicKey: keys.publicKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[`${role}Auth`]]),
        ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(hosts.map(alternativeName))] : []),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
      ],
    });
    return { cert: pemOf(certificate), key: await keyPem(x509, keys.privateKey) };
  }
}

function newKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function importKey(x509: X509, pem: string) {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, true, ['sign']);
}

async function keyPem(x509: X509, key: PrivateKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function pemOf(certificate: Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** Gives a positive number of 16 bytes. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function alternativeName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host };
}

function unfit(file: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError(`cannot sign with ${file}: ${why}`, {
    hint: 'choose another directory: there a new authority is made, for a new server and new clients',
    cause,
  });
}
