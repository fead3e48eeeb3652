import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions as TlsServerOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AbortedError, ConnectError, TlsError } from '../../src/errors.js';
import { type DialOptions, dial } from '../../src/net/dial.js';
import { parseServerAddress } from '../../src/net/server-address.js';
import { type Authority, makeAuthority } from '../support/certificates.js';

const servers: { server: Server; sockets: Set<Socket> }[] = [];
const dialled: Socket[] = [];

/** Listens on a free loopback port, or at `path`, and gives the port. */
async function listen(server: Server, path?: string): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  servers.push({ server, sockets });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  return path === undefined ? (server.address() as AddressInfo).port : 0;
}

async function reach(address: string, options: DialOptions = {}): Promise<Socket> {
  const socket = await dial(parseServerAddress(address), options);
  dialled.push(socket);
  return socket;
}

function encrypted(keyFile: string): string {
  const options = ['-in', keyFile, '-aes128', '-passout', 'pass:secret'];
  return execFileSync('openssl', ['pkey', ...options], { encoding: 'utf8' });
}

afterEach(async () => {
  for (const socket of dialled.splice(0)) socket.destroy();
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
});

describe('dialling', () => {
  it('reaches a server over TCP, without delay', async () => {
    const port = await listen(createServer());
    const socket = await reach(`127.0.0.1:${port}`);
    expect(socket.remotePort).toBe(port);
  });

  it.each([
    { host: 'localhost', steps: ['resolving', 'resolved', 'connected'] },
    { host: '127.0.0.1', steps: ['connected'] },
  ])('tells of its steps to $host', async ({ host, steps }) => {
    const port = await listen(createServer());
    const told: string[] = [];
    await reach(`${host}:${port}`, { onStep: (step) => told.push(step) });
    expect(told).toEqual(steps);
  });

  it('reaches a server over a unix socket', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'gearctl-unix-'));
    await listen(createServer(), join(directory, 's'));
    const socket = await reach(`unix:${join(directory, 's')}`);
    expect(socket.readyState).toBe('open');
    rmSync(directory, { recursive: true });
  });

  it('says who refused', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await expect(reach(`127.0.0.1:${port}`)).rejects.toMatchObject({
      constructor: ConnectError,
      server: `127.0.0.1:${port}`,
      errno: 'ECONNREFUSED',
      message: 'connection refused',
    });
  });

  it('says that a host is unknown and that a socket is not there', async () => {
    await expect(reach('no-such-host.invalid')).rejects.toBeInstanceOf(ConnectError);
    await expect(reach('unix:/nonexistent/socket')).rejects.toMatchObject({
      errno: 'ENOENT',
      message: 'no such socket',
    });
  });

  it('is given up by its signal, before and while it waits', async () => {
    await expect(reach('127.0.0.1:1', { signal: AbortSignal.abort('why') })).rejects.toMatchObject({
      constructor: AbortedError,
      cause: 'why',
    });
    const port = await listen(createServer());
    const controller = new AbortController();
    const waiting = reach(`tls://127.0.0.1:${port}`, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(AbortedError);
  });
});

describe('dialling with TLS', () => {
  let authority: Authority;
  beforeAll(() => {
    authority = makeAuthority();
  });
  afterAll(() => authority.remove());

  const listenTls = (options: TlsServerOptions = {}) =>
    listen(
      createTlsServer({ cert: authority.server.cert, key: authority.server.key, ...options }).on(
        'tlsClientError',
        () => undefined,
      ),
    );

  it('verifies the server by its authority and its name or address', async () => {
    const port = await listenTls();
    const byAddress = await reach(`tls://127.0.0.1:${port}`, { tls: { ca: authority.ca.cert } });
    const byName = await reach(`tls://localhost:${port}`, { tls: { ca: authority.ca.cert } });
    const byGivenName = await reach(`tls://127.0.0.1:${port}`, {
      tls: { ca: authority.ca.cert, serverName: 'gearman.example' },
    });
    for (const socket of [byAddress, byName, byGivenName]) expect(socket).toMatchObject({ authorized: true });
  });

  it('refuses an unknown authority and says what to give', async () => {
    const port = await listenTls();
    await expect(reach(`tls://127.0.0.1:${port}`)).rejects.toMatchObject({
      constructor: TlsError,
      message: expect.stringContaining('not signed by an authority'),
      hint: expect.stringContaining('CA file'),
    });
  });

  it('refuses a certificate for another name', async () => {
    const port = await listenTls();
    await expect(
      reach(`tls://127.0.0.1:${port}`, { tls: { ca: authority.ca.cert, serverName: 'other.example' } }),
    ).rejects.toMatchObject({ constructor: TlsError, errno: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('accepts any certificate only when told so', async () => {
    const port = await listenTls();
    expect(await reach(`tls://127.0.0.1:${port}`, { tls: { insecure: true } })).toMatchObject({ encrypted: true });
  });

  it('shows a client certificate to a server that asks for one', async () => {
    const port = await listenTls({ ca: authority.ca.cert, requestCert: true, rejectUnauthorized: true });
    const { cert, key } = authority.client;
    const socket = await reach(`tls://127.0.0.1:${port}`, { tls: { ca: authority.ca.cert, cert, key } });
    expect(socket).toMatchObject({ authorized: true });
  });

  it.each([
    { what: 'are not a pair', key: () => authority.server.key, message: /^our key is not that of our certificate$/ },
    {
      what: 'have an encrypted key',
      key: () => encrypted(authority.client.keyFile),
      message: /^our key is encrypted$/,
    },
    {
      what: 'have a broken key',
      key: () => '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      message: /^our certificate or our key is broken$/,
    },
  ])('says what is wrong with our own certificate and key that $what', async ({ key, message }) => {
    const port = await listen(createServer());
    const tls = { cert: authority.client.cert, key: key() };
    const error = await reach(`tls://127.0.0.1:${port}`, { tls }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TlsError);
    expect((error as TlsError).message).toMatch(message);
  });

  it('never falls back to plain text: a server that hangs up at the greeting is an error', async () => {
    const received: Buffer[] = [];
    const port = await listen(
      createServer((socket) => {
        socket.once('data', (chunk) => {
          received.push(chunk);
          socket.end();
        });
      }),
    );
    await expect(reach(`tls://127.0.0.1:${port}`)).rejects.toMatchObject({
      constructor: TlsError,
      message: 'the server does not speak TLS on this port',
    });
    expect(received).toHaveLength(1);
    expect(received[0]?.[0], 'a TLS handshake record and nothing else').toBe(0x16);
  });

  it('says that a server which answers in plain text speaks no TLS', async () => {
    const port = await listen(
      createServer((socket) => socket.once('data', () => socket.write('ERR unknown_command\r\n'))),
    );
    await expect(reach(`tls://127.0.0.1:${port}`)).rejects.toMatchObject({
      constructor: TlsError,
      message: 'the server does not speak TLS on this port',
    });
  });

  it('waits for a handshake no longer than for a connection', async () => {
    const port = await listen(createServer());
    await expect(reach(`tls://127.0.0.1:${port}`, { connectTimeoutMs: 100 })).rejects.toMatchObject({
      constructor: TlsError,
      errno: 'ETIMEDOUT',
    });
  });

  it('says that no server is there just as without TLS', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await expect(reach(`tls://127.0.0.1:${port}`)).rejects.toBeInstanceOf(ConnectError);
  });
});
