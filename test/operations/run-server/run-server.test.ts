import { describe, expect, it } from 'vitest';
import { AddressError, type GearctlError, ListenError } from '../../src/errors.js';
import { parseListenAddress, runServer } from '../../src/operations/run-server.js';
import { request, WirePeer } from '../support/wire-peer.js';

const LIMITS = { unix: undefined, maxPacketBytes: 1000, maxUnsentBytes: 1000 };

/** Runs a server on a free port, and gives its port once it listens. */
function run() {
  const stop = new AbortController();
  const problems: GearctlError[] = [];
  let over: Promise<void> = Promise.resolve();
  const port = new Promise<number>((resolve, reject) => {
    const listening = (address: string) => resolve(Number(address.split(':')[1]));
    const observer = { listening, problem: (error: GearctlError) => problems.push(error) };
    over = runServer({ listen: '127.0.0.1:0', ...LIMITS }, observer, stop.signal);
    over.catch(reject);
  });
  const end = () => {
    stop.abort();
    return over;
  };
  return { port, end, problems };
}

describe('running a server', () => {
  it('serves until it is told to stop', async () => {
    const server = run();
    const peer = await WirePeer.connect(await server.port);
    peer.send(request(16, 'x'));
    expect((await peer.packet()).body).toBe('x');
    const ended = server.end();
    await peer.closed();
    await peer.close();
    await ended;
    await expect(WirePeer.connect(await server.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('tells of peers that are in the wrong', async () => {
    const server = run();
    const peer = await WirePeer.connect(await server.port);
    peer.send(request(16, 'x'.repeat(1001)));
    await peer.closed();
    await peer.close();
    await server.end();
    expect(server.problems).toMatchObject([{ code: 'PACKET_TOO_LARGE' }]);
  });

  it('ends at once if it is to stop before it listens', async () => {
    const observer = { listening: () => undefined, problem: () => undefined };
    await runServer({ listen: '127.0.0.1:0', ...LIMITS }, observer, AbortSignal.abort());
  });

  it('fails if it cannot listen', async () => {
    const server = run();
    const listen = `127.0.0.1:${await server.port}`;
    const observer = { listening: () => undefined, problem: () => undefined };
    await expect(runServer({ listen, ...LIMITS }, observer, AbortSignal.abort())).rejects.toThrow(ListenError);
    await server.end();
  });
});

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:4731', { host: '127.0.0.1', port: 4731 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['localhost', { host: 'localhost', port: 4730 }],
    ['[::1]', { host: '::1', port: 4730 }],
    ['[::]:1', { host: '::', port: 1 }],
  ])('%j is read', (text, where) => {
    expect(parseListenAddress(text)).toEqual(where);
  });

  it.each(['', ':4730', '::1', 'host:', 'host:x', 'host:65536', 'a b', 'tls://host'])('%j is none', (text) => {
    expect(() => parseListenAddress(text)).toThrow(AddressError);
  });
});
