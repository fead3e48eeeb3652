import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packet } from '../server/server-stage.js';
import { gearctl } from '../support/run-gearctl.js';
import { WirePeer } from '../support/wire-peer.js';
import { makeFolder, serve } from './serve-stage.js';

/** Opens a listening socket, and gives its descriptor for another process. */
async function openSocket(path?: string) {
  const server = path === undefined ? createServer().listen(0, '127.0.0.1') : createServer().listen(path);
  await once(server, 'listening');
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { fd, port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

describe('gearctl serve', () => {
  it('prints its address, and can be asked by gearadmin', async () => {
    const server = await serve([]);
    const [address] = server.addresses;
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    const asked = spawnSync('gearadmin', ['-h', '127.0.0.1', '-p', `${server.port}`, '--getpid'], { encoding: 'utf8' });
    expect(asked.stdout).toBe(`${server.pid}\n`);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.said).toBe(
      `gearctl: the job server listens on ${address}\n  Try: export GEARMAN_SERVERS=${address}\n`,
    );
  });

  it('listens on several addresses, IPv6 and unix sockets among them', async () => {
    const [one, two] = [join(makeFolder(), 'one'), join(makeFolder(), 'two')];
    const listen = ['--listen', '127.0.0.1:0', '--listen', '127.0.0.2:0', '--listen', '[::1]:0'];
    const server = await serve([...listen, '--unix', one, '--unix', two]);
    expect(server.addresses.map((address) => address.replace(/\d+$/, 'PORT'))).toEqual([
      '127.0.0.1:PORT',
      '127.0.0.2:PORT',
      '[::1]:PORT',
      `unix:${one}`,
      `unix:${two}`,
    ]);
    for (const address of server.addresses) {
      expect(await gearctl(['status', '-s', address])).toMatchObject({ exit: 0 });
    }
    expect(await server.end('SIGTERM')).toBe(0);
    expect([existsSync(one), existsSync(two)]).toEqual([false, false]);
  });

  it('replaces a unix socket that a killed server has left behind', async () => {
    const path = join(makeFolder(), 'socket');
    await (await serve(['--unix', path])).end('SIGKILL');
    expect(existsSync(path)).toBe(true);
    const server = await serve(['--unix', path]);
    expect(await gearctl(['status', '-s', `unix:${path}`])).toMatchObject({ exit: 0 });
    expect(await gearctl(['serve', '--listen', '127.0.0.1:0', '--unix', path])).toMatchObject({ exit: 73 });
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('takes the sockets that a service manager has opened for it, and no others', async () => {
    const [one, two] = [await openSocket(), await openSocket()];
    const starting = serve(['--listen', '127.0.0.1:1', '--store', 'none'], {
      preparation: 'export LISTEN_PID=$$ LISTEN_FDS=2',
      fds: [one.fd, two.fd],
    });
    one.close();
    two.close();
    const server = await starting;
    expect(server.addresses).toEqual([`127.0.0.1:${one.port}`, `127.0.0.1:${two.port}`]);
    for (const { port } of [one, two]) {
      const peer = await WirePeer.connect(port);
      onTestFinished(() => peer.close());
      peer.send('getpid\n');
      expect(await peer.text('\n')).toBe(`OK ${server.pid}\n`);
    }
  });

  it('names a unix socket that was opened for it by its descriptor, and an address before that', async () => {
    const path = join(makeFolder(), 'socket');
    const [local, remote] = [await openSocket(path), await openSocket()];
    const starting = serve(['--store', 'none'], {
      preparation: 'export LISTEN_PID=$$ LISTEN_FDS=2',
      fds: [local.fd, remote.fd],
    });
    const server = await starting;
    local.close();
    remote.close();
    expect(server.addresses).toEqual(['fd:3', `127.0.0.1:${remote.port}`]);
    await server.says(`export GEARMAN_SERVERS=127.0.0.1:${remote.port}\n`);
  });

  it('says nothing but its address with --quiet, unless there is a problem', async () => {
    const server = await serve(['--quiet', '--max-packet', '1K']);
    const peer = await server.join();
    peer.send(packet('ECHO_REQ', 'x'.repeat(1025)));
    expect((await peer.packet()).body).toMatch(/^PACKET_TOO_LARGE\0/);
    await peer.closed();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.said).toBe('gearctl: a packet of 1025 bytes is over the limit of 1024 bytes\n');
  });

  it('ends with 73 where it cannot listen, and with 64 where there is no such address', async () => {
    const { addresses } = await serve([]);
    const [address = ''] = addresses;
    const taken = await gearctl(['serve', '--listen', address, '--store', 'none']);
    expect(taken).toMatchObject({ exit: 73, stdout: '' });
    expect(taken.stderr).toContain(`cannot listen on ${address}: it is taken already`);
    expect(await gearctl(['serve', '--listen', '192.0.2.1:0'])).toMatchObject({ exit: 73, stdout: '' });
    expect(await gearctl(['serve', '--listen', 'nonsense:x'])).toMatchObject({ exit: 64, stdout: '' });
  });
});
