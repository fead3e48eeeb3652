import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, makeAuthority } from '../../support/certificates.js';
import { ours } from './programs.js';

describe('gearadmin -S', () => {
  let authority: Authority;
  let server: Server;
  let port: string;
  beforeAll(async () => {
    authority = makeAuthority();
    const { ca, server: own } = authority;
    server = createServer({ ca: ca.cert, cert: own.cert, key: own.key, requestCert: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('OK 9.9\r\n'));
    }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? `${address.port}` : '';
  });
  afterAll(async () => {
    server.close();
    await once(server, 'close');
    authority.remove();
  });

  const environment = () => ({
    GEARMAND_CA_CERTIFICATE: authority.ca.certFile,
    GEARMAN_CLIENT_PEM: authority.client.certFile,
    GEARMAN_CLIENT_KEY: authority.client.keyFile,
  });

  it('asks over TLS, with the certificates that the environment names', async () => {
    const argv = ['-S', '-h', 'localhost', '-p', port, '--server-version'];
    expect(await ours(argv, environment())).toEqual({ status: 0, stdout: '9.9\r\n', stderr: '' });
  });

  it('trusts no server that the authority has not signed', async () => {
    const argv = ['-S', '-h', 'localhost', '-p', port, '--server-version'];
    const outcome = await ours(argv, { ...environment(), GEARMAND_CA_CERTIFICATE: authority.server.certFile });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^Error: .*certificate/);
  });

  it('does not go on with a certificate that cannot be read', async () => {
    const argv = ['-S', '-h', 'localhost', '-p', port, '--server-version'];
    const outcome = await ours(argv, { ...environment(), GEARMAN_CLIENT_PEM: '/nonexistent/client.pem' });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('/nonexistent/client.pem');
  });

  it('sends nothing in the open to a server that does not speak TLS', async () => {
    let received = '';
    const plain = createPlainServer((socket) => {
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        socket.end('ERR UNKNOWN_COMMAND\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    try {
      const address = plain.address();
      const plainPort = typeof address === 'object' && address !== null ? `${address.port}` : '';
      const argv = ['--ssl', '-h', '127.0.0.1', '-p', plainPort, '--create-function', 'secret'];
      const { status, stderr } = await ours(argv, environment());
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('does not speak TLS') });
      expect(received.startsWith('\x16\x03')).toBe(true);
      expect(received).not.toContain('secret');
    } finally {
      plain.close();
      await once(plain, 'close');
    }
  });
});
