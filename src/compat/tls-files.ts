import { readFileSync } from 'node:fs';
import { InputFileError } from '../errors.js';
import { systemMessage } from '../system-message.js';

/** Certificates and keys in the form in which the library takes them. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const DEFAULTS = {
  GEARMAND_CA_CERTIFICATE: '/etc/ssl/certs/gearmand-ca.pem',
  GEARMAN_CLIENT_PEM: '/etc/ssl/certs/gearman.pem',
  GEARMAN_CLIENT_KEY: '/etc/ssl/certs/gearman.key',
} as const;

/**
 * Reads the files that the environment names: whose servers to trust, and our own certificate with its key. The usual
 * files need not be there: then it is the authorities that Node knows, and no certificate. Throws InputFileError.
 */
export function readTlsFiles(env: NodeJS.ProcessEnv): TlsMaterial {
  const ca = read('GEARMAND_CA_CERTIFICATE', env);
  const cert = read('GEARMAN_CLIENT_PEM', env);
  const key = read('GEARMAN_CLIENT_KEY', env);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function read(variable: keyof typeof DEFAULTS, env: NodeJS.ProcessEnv): Buffer | undefined {
  const named = env[variable];
  try {
    return readFileSync(named ?? DEFAULTS[variable]);
  } catch (cause) {
    if (named === undefined) return undefined;
    throw new InputFileError(`cannot read ${named} (${variable}): ${systemMessage(cause)}`, { cause });
  }
}
