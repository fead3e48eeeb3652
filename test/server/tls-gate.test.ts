import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect as connectPlain, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GearctlError, TlsError } from '../../src/errors.js';
import { identify, type PeerIdentity } from '../../src/server/access/peer-identity.js';
import { listen } from '../../src/server/listen.js';
import { TlsGate } from '../../src/server/tls-gate.js';
import { type Authority, makeAuthority } from '../support/certificates.js';
import { until } from '../support/until.js';

// The certificates are made after this line, and are valid from the second in which they are.
const SOON = Date.now() + 3_600_000;

let ours: Authority;
let strangers: Authority;
beforeAll(() => {
  ours = makeAuthority();
  strangers = makeAuthority();
});
afterAll(() => {
  ours.remove();
  strangers.remove();
});

let directory: string;
let certFile: string;
let keyFile: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gearctl-'));
  [certFile, keyFile] = [join(directory, 'server.crt'), join(directory, 'server.key')];
  await copyFile(ours.server.certFile, certFile);
  await copyFile(ours.server.keyFile, keyFile);
});

/** Whoever got through the gate is told so by a greeting. */
const GREETING = 'come in';

let gate: TlsGate;
let server: Server;
let reports: GearctlError[];
let guests: PeerIdentity[];
const sockets = new Set<Socket>();

async function open(caFile?: string, handshakeTimeoutMs?: number): Promise<void> {
  reports = [];
  guests = [];
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    guests.push(identify(socket));
    socket.write(GREETING);
  };
  gate = await TlsGate.open(
    { certFile, keyFile, ...(caFile && { caFile }) },
    { accept, failed: (error) => reports.push(error) },
    { report: (error) => reports.push(error), nowMs: () => SOON, ...(handshakeTimeoutMs && { handshakeTimeoutMs }) },
  );
  server = await listen({ host: '127.0.0.1', port: 0 }, gate);
}

afterEach(async () => {
  gate.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
  await once(server, 'close');
  await rm(directory, { recursive: true });
});

function plain(text = ''): Socket {
  const socket = connectPlain((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
  socket.on('error', () => undefined).resume();
  sockets.add(socket);
  return socket;
}

function secure(options: ConnectionOptions = {}): TLSSocket {
  const { port } = server.address() as AddressInfo;
  const socket = connectTls({ host: '127.0.0.1', port, ca: ours.ca.cert, ...options });
  socket.on('error', () => undefined);
  sockets.add(socket);
  return socket;
}

/** Connects, and resolves with what the server had to say until the greeting was complete or the connection closed. */
async function greeting(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.length >= GREETING.length || socket.closed);
  return text;
}

const reported = () => until(() => reports.length > 0);

describe('a gate of TLS', () => {
  it('lets in who speaks TLS, and knows by name who has a certificate', async () => {
    await open(ours.ca.certFile);
    const { cert, key } = ours.client;
    expect(await greeting(secure({ cert, key }))).toBe(GREETING);
    expect(guests).toEqual([{ certificateName: 'client', address: '127.0.0.1' }]);
    expect(reports).toEqual([]);
  });

  it('asks for no certificate where there is no authority of clients', async () => {
    await open();
    expect(await greeting(secure({ maxVersion: 'TLSv1.2' }))).toBe(GREETING);
    expect(guests).toEqual([{ certificateName: undefined, address: '127.0.0.1' }]);
  });

  it('takes certificate and key from one file', async () => {
    await writeFile(certFile, ours.server.key + ours.server.cert);
    keyFile = certFile;
    await open();
    expect(await greeting(secure())).toBe(GREETING);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'refuses in the handshake of %s who has no certificate, and says who it was',
    async (version) => {
      await open(ours.ca.certFile);
      const socket = secure({ minVersion: version, maxVersion: version });
      const [error] = await once(socket, 'error');
      expect(error.code).toMatch(/^ERR_SSL_.*ALERT/);
      await reported();
      expect(reports.map(({ message }) => message)).toEqual(['no TLS with 127.0.0.1: it has no client certificate']);
      expect(reports[0]).toBeInstanceOf(TlsError);
      expect(guests).toEqual([]);
    },
  );

  it('refuses a certificate that somebody else has signed, and says why and whose', async () => {
    await open(ours.ca.certFile);
    const { cert, key } = strangers.client;
    expect(await greeting(secure({ cert, key }))).toBe('');
    await reported();
    expect(reports).toMatchObject([
      {
        server: '127.0.0.1',
        errno: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        message: 'no TLS with 127.0.0.1: its certificate is not accepted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
      },
    ]);
    expect(guests).toEqual([]);
  });

  it.each([
    ['a text command', 'status\r\n', 'it speaks plain text on the port of TLS'],
    ['a packet', '\0REQ\0\0\0\x10\0\0\0\x01x', 'it speaks plain text on the port of TLS'],
    ['HTTP', 'GET / HTTP/1.0\r\n\r\n', 'it speaks plain text on the port of TLS, and HTTP at that'],
  ])('closes on %s in plain text, and says what it was in one line', async (_what, text, why) => {
    await open();
    await once(plain(text), 'close');
    await reported();
    expect(reports.map(({ message }) => message)).toEqual([`no TLS with 127.0.0.1: ${why}`]);
  });

  it('takes nothing before TLS 1.2', async () => {
    await open();
    const ciphers = 'DEFAULT@SECLEVEL=0';
    expect(await greeting(secure({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }))).toBe('');
    await reported();
    expect(reports[0]?.message).toContain('it knows no TLS from 1.2 on');
  });

  it('says nothing of who only looks whether the port is open', async () => {
    await open();
    const visitor = plain();
    await once(visitor, 'connect');
    visitor.end();
    await once(visitor, 'close');
    expect(await greeting(secure())).toBe(GREETING);
    expect(reports).toEqual([]);
  });

  it('tells of who leaves in the middle, for it may not trust our certificate', async () => {
    await open();
    expect(await greeting(secure({ ca: strangers.ca.cert }))).toBe('');
    await reported();
    expect(reports[0]?.message).toContain('it was broken off, perhaps because our certificate is not trusted');
  });

  it('closes on who does not come to an end, and lets others in meanwhile', async () => {
    await open(undefined, 500);
    const slow = plain('\x16\x03\x01');
    await once(slow, 'connect');
    expect(await greeting(secure())).toBe(GREETING);
    await once(slow, 'close');
    await reported();
    expect(reports.map(({ message }) => message)).toEqual(['no TLS with 127.0.0.1: it did not come to an end in time']);
  });

  it('waits for nobody when it closes', async () => {
    await open();
    const silent = plain();
    await once(silent, 'connect');
    expect(await greeting(secure())).toBe(GREETING);
    gate.close();
    await once(silent, 'close');
    expect([...sockets].filter((socket) => socket.destroyed)).toEqual([silent]);
  });

  it('lets pass who comes over a unix socket', async () => {
    await open(ours.ca.certFile);
    const path = join(directory, 'socket');
    const local = await listen({ path }, gate);
    const visitor = connectPlain(path);
    sockets.add(visitor);
    expect(await greeting(visitor)).toBe(GREETING);
    expect(guests).toEqual([{ certificateName: undefined, address: 'unix' }]);
    for (const socket of sockets) socket.destroy();
    local.close();
    await once(local, 'close');
  });

  it('takes up no session again, so that every client is verified', async () => {
    await open(ours.ca.certFile);
    const { cert, key } = ours.client;
    const first = secure({ cert, key, maxVersion: 'TLSv1.2' });
    expect(await greeting(first)).toBe(GREETING);
    const session = first.getSession();
    const second = secure({ cert, key, maxVersion: 'TLSv1.2', ...(session && { session }) });
    expect(await greeting(second)).toBe(GREETING);
    expect(second.isSessionReused()).toBe(false);
  });
});

describe('a gate that reads its files again', () => {
  const shown = async () => {
    const socket = secure({ rejectUnauthorized: false });
    await greeting(socket);
    return socket.getPeerX509Certificate()?.fingerprint256;
  };

  it('shows the new certificate to those who come, and keeps those who are there', async () => {
    await open();
    const early = secure();
    expect(await greeting(early)).toBe(GREETING);
    const before = await shown();
    await copyFile(strangers.server.certFile, certFile);
    await copyFile(strangers.server.keyFile, keyFile);
    await gate.reload();
    expect(await shown()).not.toBe(before);
    expect(early.destroyed).toBe(false);
    expect(reports).toEqual([]);
  });

  it('keeps the old ones when the new are no good, and says what is wrong', async () => {
    await open();
    const before = await shown();
    await copyFile(strangers.server.certFile, certFile);
    await gate.reload();
    expect(reports).toMatchObject([{ code: 'BAD_CONFIG' }]);
    expect(reports[0]?.message).toBe(`the key in ${keyFile} is not that of the certificate in ${certFile}`);
    expect(await shown()).toBe(before);
  });
});
