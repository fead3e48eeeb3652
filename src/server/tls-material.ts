import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../errors.js';
import { readConfigFile } from './config-file.js';

/** The files that a server speaks TLS with, in PEM. */
export interface TlsFiles {
  /** The server's certificate, and behind it those that lead to its authority. */
  readonly certFile: string;
  /** The private key of that certificate. Default: it is in the file of the certificate. */
  readonly keyFile?: string;
  /** The authorities of client certificates. With it every client must show one that they have signed. */
  readonly caFile?: string;
}

/** What was read from the files, and found to fit together. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  /** What does not keep the server from using it, but its clients may: a certificate out of its time. */
  readonly warnings: readonly ConfigError[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads certificate, key and authorities. Throws ConfigError for a file that is missing or holds something else, a key
 * that is encrypted, and one that does not fit.
 */
export async function readTlsMaterial(files: TlsFiles, nowMs: number): Promise<TlsMaterial> {
  const { certFile, keyFile = certFile, caFile } = files;
  const cert = await readConfigFile(certFile, 'the certificate');
  const key = await readConfigFile(keyFile, 'the key');
  const ca = caFile === undefined ? undefined : await readConfigFile(caFile, 'the authority');

  const own = certificatesOf(cert, certFile);
  const authorities = caFile === undefined ? [] : certificatesOf(ca ?? '', caFile);
  if (!own[0]?.checkPrivateKey(privateKeyOf(key, keyFile))) {
    throw new ConfigError(`the key in ${keyFile} is not that of the certificate in ${certFile}`, {
      hint: 'the first certificate in the file must be the one of the server, those of authorities come behind it',
    });
  }
  const context: SecureContextOptions = {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion: 'TLSv1.2',
    // A session that is taken up again is not verified again: a client would outlive the authority that let it in.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  try {
    createSecureContext(context);
  } catch (error) {
    throw new ConfigError(`cannot use the certificate in ${certFile}: ${(error as Error).message}`, { cause: error });
  }
  const warnings = [
    ...own.flatMap((certificate) => untimely(certificate, certFile, nowMs)),
    ...authorities.flatMap((certificate) => untimely(certificate, caFile ?? '', nowMs)),
  ];
  return { context, warnings };
}

function certificatesOf(pem: string, file: string): X509Certificate[] {
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) {
    throw new ConfigError(`${file} holds no certificate`, { hint: 'give a file in PEM: -----BEGIN CERTIFICATE-----' });
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new ConfigError(`a certificate in ${file} is broken: ${(error as Error).message}`, { cause: error });
  }
}

function privateKeyOf(pem: string, file: string): KeyObject {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw new ConfigError(`the key in ${file} is encrypted`, {
      hint: `openssl pkey -in ${file} -out plain.key asks for its password and writes it without`,
    });
  }
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new ConfigError(`${file} holds no private key`, {
      hint: 'give a file in PEM: -----BEGIN PRIVATE KEY-----',
      cause: error,
    });
  }
}

function untimely({ subject, validFrom, validTo }: X509Certificate, file: string, nowMs: number): ConfigError[] {
  const name = subject.replaceAll('\n', ', ');
  if (Date.parse(validTo) < nowMs) {
    return [
      new ConfigError(`${file}: the certificate of ${name} expired on ${moment(validTo)}: nobody will accept it`),
    ];
  }
  if (Date.parse(validFrom) <= nowMs) return [];
  return [new ConfigError(`${file}: the certificate of ${name} is not valid before ${moment(validFrom)}`)];
}

function moment(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}
