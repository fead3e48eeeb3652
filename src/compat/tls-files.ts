import { readFileSync } from 'node:fs';
import { InputFileError } from '../errors.js';
import { hasPem, type PemContent } from '../pem.js';
import { systemMessage } from '../system-message.js';

/** Certificates and keys in the form in which the library takes them: PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
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
  const ca = read('GEARMAND_CA_CERTIFICATE', 'certificate', env);
  const cert = read('GEARMAN_CLIENT_PEM', 'certificate', env);
  const key = read('GEARMAN_CLIENT_KEY', 'private key', env);
  const own = cert !== undefined && key !== undefined ? { cert, key } : {};
  if (cert !== undefined && key === undefined) refuseHalf('GEARMAN_CLIENT_PEM', 'GEARMAN_CLIENT_KEY', env);
  if (key !== undefined && cert === undefined) refuseHalf('GEARMAN_CLIENT_KEY', 'GEARMAN_CLIENT_PEM', env);
  return { ...(ca !== undefined && { ca }), ...own };
}

type Variable = keyof typeof DEFAULTS;

function read(variable: Variable, content: PemContent, env: NodeJS.ProcessEnv): string | undefined {
  const named = env[variable];
  const text = textOf(variable, named);
  if (text === undefined || hasPem(text, content)) return text;
  throw new InputFileError(`there is no ${content} in ${named ?? DEFAULTS[variable]} (${variable}): give a PEM file`);
}

function textOf(variable: Variable, named: string | undefined): string | undefined {
  try {
    return readFileSync(named ?? DEFAULTS[variable], 'utf8');
  } catch (cause) {
    if (named === undefined) return undefined;
    throw new InputFileError(`cannot read ${named} (${variable}): ${systemMessage(cause)}`, { cause });
  }
}

/** Of the usual files one alone is of no use, and no harm. */
function refuseHalf(there: Variable, missing: Variable, env: NodeJS.ProcessEnv): void {
  if (env[there] === undefined) return;
  throw new InputFileError(`${there} is of no use alone: set ${missing} too`);
}
