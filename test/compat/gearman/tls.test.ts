import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, makeAuthority } from '../../support/certificates.js';
import { response } from '../../support/wire-peer.js';

const JOB_CREATED = 8;

let authority: Authority;
let server: Server;
let received: string;

beforeAll(() => {
  authority = makeAuthority();
});

afterAll(() => authority.remove());

afterEach(async () => {
  server.close();
  await once(server, 'close');
});

async function serve(made: Server): Promise<number> {
  received = '';
  server = made.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Accepts every job. */
function accept(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    socket.write(response(JOB_CREATED, 'H:1'));
  });
}

async function submit(
  port: number,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const args = ['bin/gearman.js', '-S', '-h', 'localhost', '-p', `${port}`, '-bvf', 'q', 'secret'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 15_000 });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status, stdout, stderr };
}

describe('gearman -S', () => {
  it('submits over TLS to a server whose authority it knows, and shows its own certificate', async () => {
    const { server: own, ca, client } = authority;
    const options = { cert: own.cert, key: own.key, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
    const port = await serve(createTlsServer(options, accept));
    const env = {
      GEARMAND_CA_CERTIFICATE: ca.certFile,
      GEARMAN_CLIENT_PEM: client.certFile,
      GEARMAN_CLIENT_KEY: client.keyFile,
    };
    expect(await submit(port, env)).toEqual({ status: 0, stdout: 'Task created: H:1\n', stderr: '' });
    expect(received).toContain('secret');
  });

  it('submits nothing to a server whose authority it does not know', async () => {
    const { cert, key } = authority.server;
    const port = await serve(createTlsServer({ cert, key }, accept));
    const { status, stderr } = await submit(port, {});
    expect(status).toBe(1);
    expect(stderr).toContain('not signed by an authority we trust');
    expect(received).toBe('');
  });

  it('never sends a job as plain text', async () => {
    const port = await serve(createPlainServer(accept));
    const { status } = await submit(port, { GEARMAND_CA_CERTIFICATE: authority.ca.certFile });
    expect(status).toBe(1);
    expect(received).not.toContain('secret');
  });

  it('says which file it cannot read', async () => {
    const port = await serve(createPlainServer(accept));
    const { status, stderr } = await submit(port, { GEARMAND_CA_CERTIFICATE: '/no/such/file' });
    expect(status).toBe(1);
    expect(stderr).toContain('cannot read /no/such/file (GEARMAND_CA_CERTIFICATE): no such file or directory');
    expect(received).toBe('');
  });
});
