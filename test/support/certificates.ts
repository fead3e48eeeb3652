import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key: PEM texts, and the files they are in. */
export interface Certificate {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

/** An authority with a server certificate for localhost and 127.0.0.1 and a client certificate, made by openssl. */
export interface Authority {
  ca: Certificate;
  server: Certificate;
  client: Certificate;
  /** Removes the files. */
  remove(): void;
}

/** Makes a fresh authority in a temporary directory. */
export function makeAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'gearctl-certificates-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  const issue = (name: string, subjectAltName: string) =>
    openssl(
      ...['req', '-x509', ...key, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${subjectAltName}`],
      ...['-addext', 'basicConstraints=critical,CA:FALSE', '-CA', 'ca.crt', '-CAkey', 'ca.key'],
      ...['-keyout', `${name}.key`, '-out', `${name}.crt`],
    );
  issue('server', 'DNS:localhost,DNS:gearman.example,IP:127.0.0.1');
  issue('client', 'DNS:client.example');
  const read = (name: string): Certificate => {
    const [certFile, keyFile] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile };
  };
  return {
    ca: read('ca'),
    server: read('server'),
    client: read('client'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
