import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packet } from '../server/server-stage.js';
import { startGearmand } from '../support/gearmand.js';
import { gearctl } from '../support/run-gearctl.js';
import { WirePeer } from '../support/wire-peer.js';
import { ask, makeFolder, serve } from './serve-stage.js';

/** Starts gearmand on a file, and connects a peer to it. */
async function gearmandOn(file: string, ...options: string[]) {
  const gearmand = await startGearmand(['-q', 'libsqlite3', '--libsqlite3-db', file, ...options]);
  onTestFinished(() => gearmand.stop());
  const peer = await WirePeer.connect(gearmand.port);
  onTestFinished(() => peer.close());
  return { gearmand, peer };
}

async function submit(peer: WirePeer, ...workloads: string[]): Promise<void> {
  for (const workload of workloads) {
    peer.send(packet('SUBMIT_JOB_HIGH_BG', 'f', `u-${workload}`, workload));
    expect((await peer.packet()).number).toBe(8);
  }
}

/** Works all jobs, and gives their workloads. */
async function work(peer: WirePeer): Promise<string[]> {
  const done: string[] = [];
  peer.send(packet('CAN_DO', 'f'));
  for (;;) {
    peer.send(packet('GRAB_JOB'));
    const { number, body } = await peer.packet();
    if (number === 10) return done.sort();
    const [handle = '', , workload = ''] = body.split('\0');
    done.push(workload);
    peer.send(packet('WORK_COMPLETE', handle, ''));
  }
}

describe('gearctl serve, beside gearmand', () => {
  it('takes over the jobs of a gearmand that was killed, once', async () => {
    const folder = makeFolder();
    const [file, store] = [join(folder, 'gearmand.db'), join(folder, 'jobs.sqlite')];
    const { gearmand, peer } = await gearmandOn(file);
    await submit(peer, 'one', 'two', 'three');
    await gearmand.stop('SIGKILL');

    const first = await serve(['--store', store, '--import', file]);
    await first.says(`imported 3 jobs: ${file}\n`);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const second = await serve(['--store', store, '--import', file]);
    await second.says(`imported 0 jobs: ${file}; they were taken over before\n`);
    expect(await work(await second.join())).toEqual(['one', 'three', 'two']);
    expect(await second.end('SIGTERM')).toBe(0);
    const third = await serve(['--store', store, '--import', file]);
    expect((await ask(third, ['status', 'f', '--json'])).exit).toBe(4);

    // When gearmand has had more jobs since, they are taken over too.
    await third.end('SIGTERM');
    const later = await gearmandOn(file);
    await work(later.peer);
    await submit(later.peer, 'four');
    await later.gearmand.stop('SIGKILL');
    const fourth = await serve(['--store', store, '--import', file]);
    expect(await work(await fourth.join())).toEqual(['four']);
  });

  it('writes its jobs where gearmand starts from, and does not serve', async () => {
    const folder = makeFolder();
    const [file, store] = [join(folder, 'gearmand.db'), join(folder, 'jobs.sqlite')];
    const server = await serve(['--store', store]);
    await submit(await server.join(), 'one', 'two');
    await server.end('SIGKILL');
    const flags = ['serve', '--store', store, '--gearmand-table', 'jobs', '--export'];
    expect(await gearctl([...flags, file])).toEqual({
      exit: 0,
      stdout: '',
      stderr: `gearctl: exported 2 jobs: ${file}\n`,
    });
    expect(await gearctl([...flags, file])).toMatchObject({ exit: 74, stdout: '' });

    const { gearmand, peer } = await gearmandOn(file, '--libsqlite3-table', 'jobs');
    expect(await work(peer)).toEqual(['one', 'two']);
    await gearmand.stop();
  });

  it('says which file it cannot use for that', async () => {
    const folder = makeFolder();
    const missing = join(folder, 'missing');
    const own = join(folder, 'own.sqlite');
    await (await serve(['--store', own])).end('SIGTERM');
    for (const [flags, exit] of [
      [['--store', 'none', '--import', missing], 66],
      [['--store', 'none', '--import', own], 73],
      [['--store', 'none', '--export', missing], 64],
      [['--store', missing, '--export', join(folder, 'queue.db')], 66],
      [['--store', own, '--export', join(missing, 'queue.db')], 73],
    ] as const) {
      const run = await gearctl(['serve', '--listen', '127.0.0.1:0', ...flags]);
      expect(run).toMatchObject({ exit, stdout: '' });
      expect(run.stderr).toMatch(/^gearctl: [^\n]+\n( {2}Try: [^\n]+\n)?$/);
      expect(existsSync(missing)).toBe(false);
    }
  });
});
