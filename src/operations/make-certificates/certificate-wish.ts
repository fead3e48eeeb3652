import { isIP } from 'node:net';
import { UsageError } from '../../errors.js';

/** Which certificates are to be made, and where. */
export interface CertificateWish {
  /** The directory of the files. It is created if it is not there. */
  readonly directory: string;
  /** The names of the clients that are to have one. */
  readonly clients: readonly string[];
  /** Where the server is found, besides localhost, 127.0.0.1, ::1 and the name of this machine. */
  readonly hosts: readonly string[];
  /** How many days they are valid, if the authority is for so long. */
  readonly days: number;
  /** Whether files may be replaced. Those of the authority never are. */
  readonly force: boolean;
}

/** The names of files that clients cannot have. */
const TAKEN = ['ca', 'server'];

const CLIENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The most bytes of a host name. */
const MAX_HOST_LENGTH = 253;

/** Checks the names in a wish. Throws UsageError for one that cannot be that of a client and of its files, or of a host. */
export function checkCertificateWish({ clients, hosts }: CertificateWish): void {
  for (const [index, name] of clients.entries()) {
    if (!CLIENT_NAME.test(name)) {
      throw new UsageError(`'${name}' cannot be the name of a client`, {
        hint: 'it names its files: up to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first',
      });
    }
    if (TAKEN.includes(name.toLowerCase())) {
      throw new UsageError(`a client cannot be called '${name}'`, { hint: `${name}.crt is another certificate` });
    }
    if (clients.indexOf(name) !== index) throw new UsageError(`the client '${name}' is named twice`);
  }
  for (const host of hosts) {
    if (isHost(host)) continue;
    throw new UsageError(`'${host}' is no host`, { hint: 'give a host name or an IP address, without a port' });
  }
}

/** Gives all hosts of a server, each once. `machine` is the name of this machine, which need not be one of a host. */
export function allHosts(hosts: readonly string[], machine: string): string[] {
  const named = ['localhost', '127.0.0.1', '::1', ...(isHost(machine) ? [machine] : []), ...hosts];
  return [...new Set(named.map((host) => host.toLowerCase()))];
}

function isHost(text: string): boolean {
  if (isIP(text) !== 0) return !text.includes('%');
  // A certificate may be for all hosts of a domain.
  const labels = text.replace(/^\*\.(?=.)/, '').split('.');
  return text.length <= MAX_HOST_LENGTH && labels.every((label) => HOST_LABEL.test(label)) && !/^[\d.]+$/.test(text);
}
