import type { Listing } from '../output/column.js';

/** A certificate in a directory. */
export interface CertificateView {
  readonly role: 'authority' | 'server' | 'client';
  readonly name: string;
  readonly hosts: readonly string[];
  readonly certFile: string;
  readonly keyFile: string;
  readonly expires: Date;
  readonly isNew: boolean;
}

/** How certificates are listed. */
export const certificatesListing: Listing<CertificateView> = {
  type: 'certificate',
  columns: [
    { key: 'role', heading: 'FOR', value: ({ role }) => role },
    { key: 'certificate', heading: 'CERTIFICATE', value: ({ certFile }) => certFile },
    { key: 'key', heading: 'KEY', value: ({ keyFile }) => keyFile },
    { key: 'expires', heading: 'EXPIRES', value: ({ expires }) => expires.toISOString().slice(0, 10) },
    {
      key: 'new',
      heading: 'NEW',
      value: ({ isNew }) => isNew,
      tint: ({ isNew }) => (isNew ? 'green' : undefined),
    },
    { key: 'hosts', heading: 'HOSTS', shrinks: true, value: ({ hosts }) => hosts },
  ],
  tableColumns: ['role', 'certificate', 'key', 'expires', 'new', 'hosts'],
  plainColumns: ['role', 'certificate', 'key', 'expires', 'new', 'hosts'],
  json: certificateJson,
};

/** Gives the document `gearctl/certificates/1`. */
export function certificatesDocument(certificates: readonly CertificateView[]) {
  return {
    schema: 'gearctl/certificates/1',
    certificates: certificates.map(certificateJson),
    next: nextCommands(certificates),
  };
}

/**
 * Gives the shell commands to go on with: one that starts the server, and one that asks it as the last of the clients.
 * Without a client the server asks for no certificates.
 */
export function nextCommands(certificates: readonly CertificateView[]): string[] {
  const flags = (prefix: string, role: CertificateView['role']) => {
    const own = certificates.findLast((certificate) => certificate.role === role);
    return own === undefined
      ? ''
      : `${prefix} --tls-cert ${shellWord(own.certFile)} --tls-key ${shellWord(own.keyFile)}`;
  };
  const authority = certificates.find(({ role }) => role === 'authority');
  const ca = authority === undefined ? '' : ` --tls-ca ${shellWord(authority.certFile)}`;
  const client = flags('', 'client');
  return [
    `${flags('gearctl serve', 'server')}${client === '' ? '' : ca}`,
    `gearctl status -s tls://127.0.0.1:4730${ca}${client}`,
  ];
}

function certificateJson({ role, name, hosts, certFile, keyFile, expires, isNew }: CertificateView): object {
  return { role, name, hosts, cert_file: certFile, key_file: keyFile, expires: expires.toISOString(), new: isNew };
}

/** Writes a word so that a shell takes it as it is. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
