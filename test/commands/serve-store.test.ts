import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../compat/gearmand/programs.js';
import { packet } from '../server/server-stage.js';
import { gearctl } from '../support/run-gearctl.js';
import { request, type WirePeer } from '../support/wire-peer.js';
import { ask, makeFolder, serve } from './serve-stage.js';

/** Takes all jobs that a worker can get at once, and ends them. */
async function takeAll(worker: WirePeer): Promise<string[]> {
  const jobs: string[] = [];
  for (;;) {
    worker.send(packet('GRAB_JOB_UNIQ'));
    const { number, body } = await worker.packet();
    if (number === 10) return jobs;
    jobs.push(body.replaceAll('\0', ' '));
    worker.send(packet('WORK_COMPLETE', body.split('\0')[0] ?? '', ''));
  }
}

async function created(peer: WirePeer, bytes: Buffer): Promise<string> {
  peer.send(bytes);
  const { number, body } = await peer.packet();
  expect(number).toBe(8);
  return body;
}

describe('the store of gearctl serve', () => {
  it('has all jobs after a kill -9: their handles, priorities, unique IDs and times', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const killed = await serve(['--store', store]);
    const client = await killed.join();
    const dueAt = `${Math.ceil(Date.now() / 1000) + 3600}`;
    const low = await created(client, packet('SUBMIT_JOB_LOW_BG', 'f', 'u-low', 'low'));
    const late = await created(client, packet('SUBMIT_JOB_EPOCH', 'f', 'u-late', dueAt, 'late'));
    const plain = await created(client, packet('SUBMIT_JOB_BG', 'f', '', 'plain'));
    const high = await created(client, packet('SUBMIT_JOB_HIGH_BG', 'f', 'u-high', Buffer.from([0, 255, 0])));
    expect(await killed.end('SIGKILL')).toBe('SIGKILL');

    const again = await serve(['--store', store]);
    await again.says('4 jobs of before wait again');
    const shown = await ask(again, ['status', 'f']);
    expect(shown.stdout).toMatch(/f\s+4\s+0/);
    const worker = await again.join();
    worker.send(packet('CAN_DO', 'f'));
    expect(await takeAll(worker)).toEqual([`${high} f u-high  \xff `, `${plain} f  plain`, `${low} f u-low low`]);
    const newer = await created(await again.join(), packet('SUBMIT_JOB_BG', 'f', 'u-late', ''));
    expect(newer).toBe(late);
    expect(await again.end('SIGTERM')).toBe(0);
  });

  it('gives no handle to two jobs, though the first ended before a kill -9', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const killed = await serve(['--store', store]);
    const [client, worker] = [await killed.join(), await killed.join()];
    const handles = new Set<string>();
    for (let job = 0; job < 3; job++) handles.add(await created(client, packet('SUBMIT_JOB_BG', 'f', '', '')));
    worker.send(packet('CAN_DO', 'f'));
    expect(await takeAll(worker)).toHaveLength(3);
    await killed.end('SIGKILL');
    const again = await serve(['--store', store]);
    handles.add(await created(await again.join(), packet('SUBMIT_JOB_BG', 'f', '', '')));
    expect(handles.size).toBe(4);
  });

  it('is a file for the port in $STATE_DIRECTORY, else in $XDG_STATE_HOME, which its user alone can read', async () => {
    const folder = makeFolder();
    const env = { XDG_STATE_HOME: join(folder, 'xdg'), STATE_DIRECTORY: join(folder, 'state') };
    const port = await freePort();
    const listen = ['--listen', `127.0.0.1:${port}`];
    const service = await serve(listen, { env });
    expect(readdirSync(env.STATE_DIRECTORY)).toContain(`jobs-${port}.sqlite`);
    expect(await service.end('SIGTERM')).toBe(0);
    const user = await serve(listen, { env: { XDG_STATE_HOME: env.XDG_STATE_HOME } });
    expect(readdirSync(join(env.XDG_STATE_HOME, 'gearctl'))).toContain(`jobs-${port}.sqlite`);
    expect(await user.end('SIGTERM')).toBe(0);
    expect(execFileSync('stat', ['-c', '%a', join(env.XDG_STATE_HOME, 'gearctl')], { encoding: 'utf8' })).toBe('700\n');
  });

  it('is nowhere with --store none and on port 0, and where $GEARCTL_STORE says', async () => {
    const folder = makeFolder();
    const env = { XDG_STATE_HOME: join(folder, 'xdg') };
    const memory = ['--listen', `127.0.0.1:${await freePort()}`, '--store', 'none', '--log-format', 'json'];
    for (const flags of [memory, ['--log-format', 'json']]) {
      const server = await serve(flags, { env });
      await server.says('"store":null');
      expect(await server.end('SIGTERM')).toBe(0);
      expect(existsSync(env.XDG_STATE_HOME)).toBe(false);
    }
    const store = join(folder, 'deep', 'named.sqlite');
    const named = await serve(['--log-format', 'json'], { env: { ...env, GEARCTL_STORE: store } });
    await named.says(`"store":"${store}"`);
    expect(existsSync(store)).toBe(true);
  });

  it('is owned by one server: the second one names the first and ends with 73', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const first = await serve(['--store', store]);
    const second = await gearctl(['serve', '--listen', '127.0.0.1:0', '--store', store]);
    expect(second).toMatchObject({ exit: 73, stdout: '' });
    expect(second.stderr).toContain(`${store} is in use by process ${first.pid}`);
    const other = await gearctl(['serve', '--store', store, '--export', join(makeFolder(), 'queue.db')]);
    expect(other).toMatchObject({ exit: 73, stdout: '' });
    expect(await created(await first.join(), packet('SUBMIT_JOB_BG', 'f', '', ''))).toMatch(/^H:/);
  });

  it('keeps the server from starting when it is damaged, of a newer version or not a file, and stays as it is', async () => {
    const folder = makeFolder();
    const damaged = join(folder, 'damaged.sqlite');
    writeFileSync(damaged, 'no database '.repeat(1000));
    const newer = join(folder, 'newer.sqlite');
    await (await serve(['--store', newer])).end('SIGTERM');
    execFileSync('sqlite3', [newer, 'PRAGMA user_version = 1000']);
    for (const [store, exit, why] of [
      [damaged, 73, 'is no SQLite database'],
      [newer, 73, 'has format 1000'],
      [folder, 73, 'is a folder'],
      ['', 64, '--store is empty'],
    ] as const) {
      const before = store === '' || store === folder ? '' : execFileSync('md5sum', [store], { encoding: 'utf8' });
      const run = await gearctl(['serve', '--listen', '127.0.0.1:0', '--store', store]);
      expect(run).toMatchObject({ exit, stdout: '' });
      expect(run.stderr).toContain(why);
      if (before !== '') expect(execFileSync('md5sum', [store], { encoding: 'utf8' })).toBe(before);
    }
  });

  it('keeps the server from starting with 77 where its user may not write', async () => {
    const folder = makeFolder();
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    writeFileSync(join(locked, 'jobs.sqlite'), '', { mode: 0o444 });
    chmodSync(locked, 0o555);
    chmodSync(folder, 0o755);
    for (const store of [join(locked, 'jobs.sqlite'), join(locked, 'new.sqlite'), join(locked, 'sub', 'new.sqlite')]) {
      const run = await asNobody(['serve', '--listen', '127.0.0.1:0', '--store', store]);
      expect(run).toMatchObject({ status: 77, stdout: '' });
      expect(run.stderr).toContain(store);
      expect(run.stderr).toMatch(/\n {2}Try: .*\n$/);
    }
  });

  it('acknowledges nothing when the disk is full, says why once, and goes on when there is room', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const server = await serve(['--store', store], { preparation: 'ulimit -S -f 1024' });
    const client = await server.join();
    const workload = 'x'.repeat(50_000);
    let stored = 0;
    let refused = 0;
    while (refused < 3) {
      client.send(packet('SUBMIT_JOB_BG', 'f', '', workload));
      const { number, body } = await client.packet();
      if (number === 8) stored += 1;
      else {
        expect(body).toMatch(/^QUEUE_ERROR\0/);
        refused += 1;
      }
      expect(stored).toBeLessThan(100);
    }
    expect(await ask(server, ['submit', 'f', '--background'], workload)).toMatchObject({ exit: 75, stdout: '' });
    expect(server.said.match(/no room left/g)).toHaveLength(1);
    // All else goes on.
    client.send(request(16, 'still here'));
    expect((await client.packet()).body).toBe('still here');
    execFileSync('prlimit', [`--pid=${server.pid}`, '--fsize=unlimited:unlimited']);
    expect(await ask(server, ['submit', 'f', '--background'], workload)).toMatchObject({ exit: 0 });
    expect(await server.end('SIGTERM')).toBe(0);
    const again = await serve(['--store', store]);
    await again.says(`${stored + 1} jobs of before wait again`);
  });

  it('acknowledges nothing while its file is away, and has none of that when it is back', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const server = await serve(['--store', store]);
    const client = await server.join();
    await created(client, packet('SUBMIT_JOB_BG', 'f', '', 'before'));
    renameSync(store, `${store}.away`);
    for (let attempt = 0; attempt < 2; attempt++) {
      client.send(packet('SUBMIT_JOB_BG', 'f', '', 'meanwhile'));
      expect((await client.packet()).body).toMatch(/^QUEUE_ERROR\0/);
    }
    await server.says(`${store} was moved, deleted or replaced`);
    renameSync(`${store}.away`, store);
    await created(client, packet('SUBMIT_JOB_BG', 'f', '', 'after'));
    await server.end('SIGKILL');
    await (await serve(['--store', store])).says('2 jobs of before wait again');
  });

  it('has the jobs that were running when the time for them was over, even if they may lose no worker', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const server = await serve(['--store', store, '--retries', '0', '--results', '10', '--drain-timeout', '50ms']);
    const [client, worker] = [await server.join(), await server.join()];
    const handle = await created(client, packet('SUBMIT_JOB_BG', 'f', '', 'x'));
    worker.send(Buffer.concat([packet('CAN_DO', 'f'), packet('GRAB_JOB')]));
    expect((await worker.packet()).body).toContain(handle);
    expect(await server.end('SIGTERM')).toBe(0);
    await server.says('stopped while 1 job was running');
    const again = await serve(['--store', store, '--results', '10']);
    await again.says('1 job of before waits again');
    const asker = await again.join();
    asker.send(`result ${handle}\n`);
    expect(await asker.text('\n')).toContain('ERR JOB_NOT_OVER');
  });
});

/** Runs gearctl as a user who is not root, who may write anywhere. */
function asNobody(argv: readonly string[]) {
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  const command = [process.execPath, 'bin/gearctl.js', ...argv];
  const [program = '', ...args] = process.geteuid?.() === 0 ? ['setpriv', ...nobody, ...command] : command;
  return spawnSync(program, args, { encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH } });
}
