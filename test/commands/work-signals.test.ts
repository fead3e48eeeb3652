import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { livingIn } from '../exec/slot-fixture.js';
import { askAdmin, runForeignClient, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

let gearmand: Gearmand;
let folder: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  folder = mkdtempSync(join(tmpdir(), 'gearctl-work-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) await stopProcess(child);
});
afterAll(async () => {
  await gearmand.stop();
  rmSync(folder, { recursive: true });
});

/** A worker with a job that runs until its gate is opened, together with a process that it has left in the background. */
async function workerWithJob(functionName: string, script = '') {
  const gate = join(folder, functionName);
  const job = `${script} sleep 1000 > /dev/null 2>&1 & echo group $$ >&2; until [ -e ${gate} ]; do sleep 0.01; done; cat`;
  const args = ['bin/gearctl.js', 'work', '-s', gearmand.address, '--kill-after', '200ms', functionName];
  const child = spawn(process.execPath, [...args, '--', 'sh', '-c', job], {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', NODE_ENV: 'production' },
    // A group of its own, as a shell makes one for each command that is typed.
    ...{ stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  });
  started.push(child);
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const client = runForeignClient('c', gearmand.port, functionName, Buffer.from('hello'));
  await until(() => /: group \d+\n/.test(log));
  return {
    child,
    client,
    group: Number(/: group (\d+)\n/.exec(log)?.[1]),
    open: () => writeFileSync(gate, ''),
    exit: once(child, 'close').then(([status, signal]) => status ?? signal),
    logged: (text: string) => until(() => log.includes(text)),
    log: () => log,
  };
}

/** Waits until gearmand has the job back in the queue, and then takes it out so that its client ends. */
async function expectRequeued(functionName: string, client: Promise<{ stdout: Buffer }>): Promise<void> {
  await until(async () => (await askAdmin(gearmand.port, 'status')).includes(`${functionName}\t1\t0\t0\n`));
  const args = ['-h', '127.0.0.1', '-p', `${gearmand.port}`, '-w', '-c', '1', '-f', functionName, '--', 'cat'];
  const other = spawn('gearman', args, { stdio: 'ignore' });
  started.push(other);
  expect(String((await client).stdout)).toBe('hello');
}

describe('a worker that is signalled', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('once (%s) lets its jobs end, and ends with 0', async (signal) => {
    const { child, client, group, open, exit, logged } = await workerWithJob(`drain-${signal}`);
    child.kill(signal);
    await logged('draining 1 job (^C again to stop it)\n');
    open();
    expect(String((await client).stdout)).toBe('hello');
    expect(await exit).toBe(0);
    expect(livingIn(group)).toEqual([]);
  });

  it('by ^C does not have it reach the commands', async () => {
    const { child, client, open, exit, logged } = await workerWithJob('terminal');
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await logged('draining 1 job');
    open();
    expect(String((await client).stdout)).toBe('hello');
    expect(await exit).toBe(0);
  });

  it('twice ends the commands, gives the jobs back and ends with 0', async () => {
    const { child, client, group, exit, logged } = await workerWithJob('stop');
    child.kill('SIGTERM');
    await logged('draining');
    child.kill('SIGTERM');
    await logged('stopping 1 job and giving it back');
    expect(await exit).toBe(0);
    expect(livingIn(group)).toEqual([]);
    await expectRequeued('stop', client);
  });

  it('twice kills commands that do not listen, after the grace', async () => {
    const { child, client, group, exit, logged } = await workerWithJob('deaf', 'trap "" TERM;');
    child.kill('SIGINT');
    await logged('draining');
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(livingIn(group)).toEqual([]);
    await expectRequeued('deaf', client);
  });

  it('three times kills at once and ends with 143', async () => {
    const { child, client, group, exit, logged } = await workerWithJob('kill', 'trap "" TERM;');
    child.kill('SIGTERM');
    await logged('draining');
    child.kill('SIGTERM');
    await logged('stopping');
    child.kill('SIGTERM');
    expect(await exit).toBe(143);
    expect(livingIn(group)).toEqual([]);
    await expectRequeued('kill', client);
  });

  it('by SIGQUIT kills at once and ends with 143', async () => {
    const { child, client, group, exit } = await workerWithJob('quit', 'trap "" TERM;');
    child.kill('SIGQUIT');
    expect(await exit).toBe(143);
    expect(livingIn(group)).toEqual([]);
    await expectRequeued('quit', client);
  });

  it('goes on working when nobody reads its log any more', async () => {
    const { child, client, open, exit } = await workerWithJob('unlogged');
    child.stderr?.destroy();
    open();
    expect(String((await client).stdout)).toBe('hello');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});
