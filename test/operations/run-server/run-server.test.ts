import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ListenError } from '../../../src/errors.js';
import { runServer } from '../../../src/operations/run-server/run-server.js';
import type { ServerEvent } from '../../../src/operations/run-server/server-event.js';
import type { ServerWish } from '../../../src/operations/run-server/server-wish.js';
import { request, WirePeer } from '../../support/wire-peer.js';

const LOCAL: ServerWish = {
  listen: [{ host: '127.0.0.1', port: 0 }],
  unix: [],
  maxPacketBytes: 1000,
  maxUnsentBytes: 1000,
  drainTimeoutMs: 5000,
};

/** Runs a server on a free port, and gives its port once it listens. */
function run(wish: Partial<ServerWish> = {}) {
  const stop = new AbortController();
  const kill = new AbortController();
  const finish = new AbortController();
  const reloads: (() => void)[] = [];
  const events: ServerEvent[] = [];
  let over: Promise<void> = Promise.resolve();
  const port = new Promise<number>((resolve, reject) => {
    const tell = (event: ServerEvent) => {
      events.push(event);
      if (event.type === 'ready') resolve(Number(event.addresses[0]?.split(':')[1]));
    };
    const signals = {
      stop: stop.signal,
      kill: kill.signal,
      finish: finish.signal,
      onReload: (reload: () => void) => void reloads.push(reload),
    };
    over = runServer({ ...LOCAL, ...wish }, tell, signals);
    over.catch(reject);
  });
  const end = () => {
    stop.abort();
    return over;
  };
  const types = () => events.map(({ type }) => type);
  return {
    port,
    end,
    kill,
    finish,
    over: () => over,
    reload: () => reloads.forEach((each) => void each()),
    events,
    types,
  };
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
    expect((await peer.packet()).body).toContain('PACKET_TOO_LARGE');
    await peer.closed();
    await peer.close();
    await server.end();
    expect(server.events).toContainEqual({
      type: 'problem',
      error: expect.objectContaining({ code: 'PACKET_TOO_LARGE' }),
    });
  });

  it('ends at once if it is to stop before it listens', async () => {
    await runServer(LOCAL, () => undefined, { stop: AbortSignal.abort() });
  });

  it('waits for no peer that does not take its leave where no job is waited for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = run({ drainTimeoutMs: 0 });
    const peer = await WirePeer.connect(await server.port);
    peer.send(request(16, 'x'));
    await peer.packet();
    const ended = server.end();
    await peer.closed();
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    await peer.close();
  });

  it('fails if it cannot listen', async () => {
    const server = run();
    const taken = run({ listen: [{ host: '127.0.0.1', port: await server.port }] });
    await expect(taken.port).rejects.toThrow(ListenError);
    await server.end();
  });
});
