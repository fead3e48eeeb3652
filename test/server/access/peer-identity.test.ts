import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { describeIdentity, identify } from '../../../src/server/access/peer-identity.js';

let server: Server;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
});

async function listen(where: ListenOptions): Promise<void> {
  server = createServer().listen(where);
  await once(server, 'listening');
}

async function accepted(): Promise<Socket> {
  const [socket] = (await once(server, 'connection')) as [Socket];
  sockets.push(socket.on('error', () => undefined));
  return socket;
}

describe('the identity of a peer', () => {
  it('is its address, without the marks of IPv6 where it is one of IPv4', async () => {
    await listen({ host: '::', port: 0 });
    sockets.push(connect((server.address() as AddressInfo).port, '127.0.0.1'));
    expect(identify(await accepted())).toEqual({ certificateName: undefined, address: '127.0.0.1' });
  });

  it('is that it is on this machine, over a unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gearctl-'));
    await listen({ path: join(directory, 'socket') });
    sockets.push(connect(join(directory, 'socket')));
    expect(identify(await accepted())).toEqual({ certificateName: undefined, address: 'unix' });
    await rm(directory, { recursive: true });
  });

  it('is not known of a peer that was gone before it was looked at, though it has sent something', async () => {
    await listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    const script = `const s = require('net').connect(${port}, '127.0.0.1', () => s.write('version\\n', () => s.resetAndDestroy()));`;
    // It comes and goes while this process is not looking.
    spawnSync(process.execPath, ['-e', script]);
    const socket = await accepted();
    expect(identify(socket)).toEqual({ certificateName: undefined, address: undefined });
  });

  it.each([
    [{ certificateName: 'billing', address: '192.0.2.1' }, 'billing at 192.0.2.1'],
    [{ certificateName: undefined, address: '192.0.2.1' }, '192.0.2.1'],
    [{ certificateName: undefined, address: 'unix' }, 'unix'],
    [{ certificateName: undefined, address: undefined }, 'somebody who is gone'],
  ])('can be told: %o', (identity, text) => {
    expect(describeIdentity(identity)).toBe(text);
  });
});
