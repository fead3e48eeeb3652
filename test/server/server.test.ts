import { spawnSync } from 'node:child_process';
import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ListenError } from '../../src/errors.js';
import { startServer } from '../../src/server/index.js';
import { WirePeer } from '../support/wire-peer.js';
import { packet, ServerStage } from './server-stage.js';

let stage: ServerStage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

describe('a job server', () => {
  it('says where it listens: on this machine only, unless told otherwise', async () => {
    stage = await ServerStage.start();
    expect(stage.server.port).toBeGreaterThan(0);
    expect(stage.server.address).toBe(`127.0.0.1:${stage.server.port}`);
  });

  it('listens on IPv6, and shows the addresses of its peers as they are', async () => {
    stage = await ServerStage.start({ host: '::1' });
    expect(stage.server.address).toBe(`[::1]:${stage.server.port}`);
    await stage.stop();
    stage = await ServerStage.start({ host: '::' });
    expect(stage.server.address).toBe(`[::1]:${stage.server.port}`);
    expect(stage.server.addresses).toEqual([`[::]:${stage.server.port}`]);
    const admin = await stage.join();
    expect(await stage.list(admin, 'workers')).toEqual(['1 127.0.0.1 - :']);
  });

  describe('on a unix socket', () => {
    let directory: string;
    let unix: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'gearctl-'));
      unix = join(directory, 'gearman.sock');
    });
    afterEach(() => rm(directory, { recursive: true }));

    it('listens beside its port', async () => {
      stage = await ServerStage.start({ unix });
      const [near, far] = [await stage.join(unix), await stage.join()];
      expect(await stage.ask(near, 'ECHO_REQ', 'x')).toBe('x');
      expect(await stage.list(far, 'workers')).toEqual(['1 unix - :', '2 127.0.0.1 - :']);
    });

    it('takes the place of one that was killed there', async () => {
      const path = JSON.stringify(unix);
      const script = `require('net').createServer().listen(${path}, () => process.kill(process.pid, 'SIGKILL'))`;
      spawnSync(process.execPath, ['-e', script]);
      expect((await lstat(unix)).isSocket()).toBe(true);
      stage = await ServerStage.start({ unix });
      expect(await stage.ask(await stage.join(unix), 'ECHO_REQ', 'x')).toBe('x');
    });

    it('takes the place of nothing else', async () => {
      stage = await ServerStage.start({ unix });
      await expect(startServer({ port: 0, unix })).rejects.toMatchObject({ errno: 'EADDRINUSE' });
      const file = join(directory, 'file');
      await writeFile(file, 'precious');
      await expect(startServer({ port: 0, unix: file })).rejects.toMatchObject({ errno: 'EADDRINUSE' });
      expect(await readFile(file, 'utf8')).toBe('precious');
      expect(await stage.ask(await stage.join(unix), 'ECHO_REQ', 'x')).toBe('x');
    });
  });

  it('says so if it cannot listen, and listens nowhere then', async () => {
    stage = await ServerStage.start();
    const { port } = stage.server;
    await expect(startServer({ port })).rejects.toThrow(ListenError);
    await expect(startServer({ port })).rejects.toMatchObject({
      errno: 'EADDRINUSE',
      message: `cannot listen on 127.0.0.1:${port}: it is taken already`,
    });
    await stage.stop();
    await expect(startServer({ port, unix: '/nonexistent/gearman.sock' })).rejects.toThrow(ListenError);
    await expect(WirePeer.connect(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('answers with the version it is told, its process and a log level', async () => {
    stage = await ServerStage.start({ version: '1.2.3' });
    const admin = await stage.join();
    admin.send('version\ngetpid\nverbose\n');
    expect(await admin.text('ERROR\n')).toBe(`OK 1.2.3\nOK ${process.pid}\nOK ERROR\n`);
  });

  it('sends what waits before it closes, and lets nobody in any more', async () => {
    stage = await ServerStage.start();
    const peer = await stage.join();
    peer.send(packet('ECHO_REQ', 'x'.repeat(3_000_000)));
    await peer.take(12);
    const closed = stage.server.close({ graceMs: 5000 });
    expect(await peer.take(3_000_000)).toHaveLength(3_000_000);
    await peer.closed();
    peer.halfClose();
    await closed;
    await expect(WirePeer.connect(stage.server.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('closes on peers that do not take their leave', async () => {
    stage = await ServerStage.start();
    const peer = await stage.join();
    await stage.ask(peer, 'ECHO_REQ', 'x');
    peer.socket.pause();
    await stage.server.close({ graceMs: 10 });
    await stage.server.close();
  });

  it('carries on when a peer breaks off in the middle of everything', async () => {
    stage = await ServerStage.start();
    const admin = await stage.join();
    for (let round = 0; round < 20; round++) {
      const peer = await stage.join();
      peer.send(
        Buffer.concat([
          packet('CAN_DO', 'f'),
          packet('SUBMIT_JOB', 'f', '', 'w'),
          packet('GRAB_JOB'),
          packet('ECHO_REQ', 'x'.repeat(200_000)).subarray(0, 100_000),
        ]),
      );
      peer.socket.resetAndDestroy();
      await stage.leave(peer);
    }
    expect(await stage.ask(admin, 'ECHO_REQ', 'alive')).toBe('alive');
  });

  it('holds hundreds of idle workers, and wakes them all', async () => {
    stage = await ServerStage.start();
    const { port } = stage.server;
    const workers: WirePeer[] = [];
    try {
      for (let i = 0; i < 500; i += 100)
        workers.push(...(await Promise.all(Array.from({ length: 100 }, () => WirePeer.connect(port)))));
      for (const worker of workers)
        worker.send(Buffer.concat([packet('CAN_DO', 'f'), packet('PRE_SLEEP'), packet('ECHO_REQ', 'asleep')]));
      await Promise.all(workers.map((worker) => worker.packet()));
      const client = await stage.join();
      await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w');
      const woken = await Promise.all(workers.map((worker) => worker.packet()));
      expect(woken.every(({ number }) => number === 6)).toBe(true);
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
    }
  });
});
