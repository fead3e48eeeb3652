import { readFile } from 'node:fs/promises';
import { Flags } from '@oclif/core';
import { InputFileError, UsageError } from '../../errors.js';
import { parseServerList, type ServerAddress, serversFromEnvironment, withTls } from '../../net/server-address.js';
import { hasPem, type PemContent } from '../../pem.js';
import { systemMessage } from '../../system-message.js';
import { durationFlag } from './duration.js';

const helpGroup = 'CONNECTION';

/** Where the job servers are and how to reach them. */
export const connectionFlags = {
  server: Flags.string({
    char: 's',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'HOST[:PORT]',
    helpGroup,
    description:
      'A job server: HOST, HOST:PORT, tls://HOST:PORT or unix:/PATH; repeat it or separate several by commas.' +
      ' Without it: $GEARCTL_SERVERS, $GEARMAN_SERVERS, $GEARMAN_SERVER, localhost:4730',
  }),
  'connect-timeout': durationFlag({
    default: 4000,
    minMs: 1,
    helpGroup,
    description: 'How long to wait for a connection',
  }),
  tls: Flags.boolean({ helpGroup, description: 'Talk TLS to every server' }),
  'tls-ca': Flags.string({
    helpValue: 'FILE',
    helpGroup,
    description: 'Who may have signed the certificate of the server, PEM ($GEARMAND_CA_CERTIFICATE)',
  }),
  'tls-cert': Flags.string({ helpValue: 'FILE', helpGroup, description: 'Our certificate, PEM ($GEARMAN_CLIENT_PEM)' }),
  'tls-key': Flags.string({ helpValue: 'FILE', helpGroup, description: 'Its private key, PEM ($GEARMAN_CLIENT_KEY)' }),
  'tls-server-name': Flags.string({
    helpValue: 'NAME',
    helpGroup,
    description: 'The name that the certificate of the server must carry, if it is not the host',
  }),
  'tls-insecure': Flags.boolean({ helpGroup, description: 'Accept any certificate: anybody may be listening' }),
};

/** The values of `connectionFlags`. */
export interface ConnectionFlagValues {
  readonly server?: string[] | undefined;
  readonly 'connect-timeout': number;
  readonly tls?: boolean;
  readonly 'tls-ca'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'tls-server-name'?: string | undefined;
  readonly 'tls-insecure'?: boolean;
}

/**
 * Servers and how to dial them, as the library takes it. Certificates and keys are the contents of their files; without
 * any of them, or another wish, TLS needs no settings.
 */
export interface ConnectionSettings {
  readonly servers: ServerAddress[];
  readonly connectTimeoutMs: number;
  readonly tls?: { ca?: string; cert?: string; key?: string; serverName?: string; insecure?: boolean };
}

/**
 * Works out the servers and how to dial them from flags and environment, and reads the files of certificates. A flag
 * that only TLS has a use for asks for TLS. Throws AddressError, UsageError, InputFileError.
 */
export async function connectionSettings(
  flags: ConnectionFlagValues,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConnectionSettings> {
  const named = flags.server === undefined ? serversFromEnvironment(env) : parseServerList(flags.server);
  const asksForTls = Object.entries(flags).some(([name, value]) => /^tls\b/.test(name) && value !== false);
  const servers = asksForTls ? named.map(withTls) : named;
  const connectTimeoutMs = flags['connect-timeout'];
  if (!servers.some(({ transport }) => transport === 'tls')) return { servers, connectTimeoutMs };

  const [ca, cert, key] = await Promise.all([
    pem('certificate', flags['tls-ca'] ?? env.GEARMAND_CA_CERTIFICATE),
    pem('certificate', flags['tls-cert'] ?? env.GEARMAN_CLIENT_PEM),
    pem('private key', flags['tls-key'] ?? env.GEARMAN_CLIENT_KEY),
  ]);
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('a certificate and its key come together', { hint: 'give both --tls-cert and --tls-key' });
  }
  const serverName = flags['tls-server-name'];
  const insecure = flags['tls-insecure'] === true;
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure && { insecure }),
  };
  return { servers, connectTimeoutMs, ...(Object.keys(tls).length > 0 && { tls }) };
}

/** Reads a PEM file. */
async function pem(content: PemContent, file: string | undefined): Promise<string | undefined> {
  if (file === undefined || file === '') return undefined;
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new InputFileError(`cannot read ${file}: ${systemMessage(cause)}`, { cause });
  });
  if (hasPem(text, content)) return text;
  throw new InputFileError(`there is no ${content} in ${file}`, { hint: 'give a PEM file' });
}
