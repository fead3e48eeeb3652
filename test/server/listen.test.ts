import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from '../../src/server/listen.js';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
  if (server?.listening) await once(server, 'close');
  server = undefined;
});

/** A listener, and the promise of its first peer. */
function firstPeer(): { listener: Listener; peer: Promise<Socket> } {
  let accept: (socket: Socket) => void = () => undefined;
  const peer = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  return { listener: { accept: (socket) => accept(socket), failed: () => undefined }, peer };
}

/** Gives after how many seconds the system will ask after the peer that has connected to a port, from its table. */
async function secondsToKeepAlive(port: number): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const established = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} [0-9A-F:]+ 01 [0-9A-F:]+ 02:([0-9A-F]+) `, 'm');
  const [, hundredths = ''] = established.exec(await readFile('/proc/net/tcp', 'utf8')) ?? [];
  return Number.parseInt(hundredths, 16) / 100;
}

describe('listening', () => {
  it('has the system ask after silent peers, after as long as it is told', async () => {
    const { listener, peer } = firstPeer();
    server = await listen({ host: '127.0.0.1', port: 0 }, listener, 5_000_000);
    const { port } = server.address() as AddressInfo;
    sockets.push(connect(port, '127.0.0.1'));
    sockets.push(await peer);
    const seconds = await secondsToKeepAlive(port);
    expect([seconds > 4900, seconds <= 5000]).toEqual([true, true]);
  });

  it('says so when a unix socket is to be in a directory that is not there', async () => {
    const { listener } = firstPeer();
    const path = '/tmp/gearctl-no-such-directory/socket';
    await expect(listen({ path }, listener)).rejects.toMatchObject({
      errno: 'ENOENT',
      message: `cannot listen on ${path}: no such directory`,
    });
  });

  it('refuses a path that is too long for a socket, which the system would cut', async () => {
    const { listener } = firstPeer();
    const path = join(tmpdir(), 'x'.repeat(120));
    await expect(listen({ path }, listener)).rejects.toMatchObject({ code: 'LISTEN_FAILED', errno: 'ENAMETOOLONG' });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('xxxxxxxx'))).toEqual([]);
  });

  it('says so when it was given something that is no socket', async () => {
    const file = await open('/dev/null');
    const { listener } = firstPeer();
    await expect(listen({ fd: file.fd }, listener)).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message: `cannot listen on descriptor ${file.fd}: it is no socket that can be listened on`,
    });
    await file.close();
  });
});
