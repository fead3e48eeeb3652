import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { request, WirePeer } from '../../support/wire-peer.js';
import { connectSoon, freePort, type Running, readPid, start } from './programs.js';

const CAN_DO = 1;
const SUBMIT_JOB_BG = 18;
const JOB_CREATED = 8;
const GRAB_JOB = 9;
const JOB_ASSIGN = 11;
const WORK_COMPLETE = 13;

describe('a server that is started as gearmand', () => {
  let folder: string;
  let port: number;
  let pids: number[];

  /** Starts ours on a free port of its own, with a log and a file for the process ID. */
  const serve = (...args: string[]): Running =>
    start('ours', ['-p', `${port}`, '-L', '127.0.0.1', '-P', pidPath(), '-l', logPath(), ...args]);
  const pidPath = () => join(folder, 'pid');
  const logPath = () => join(folder, 'log');
  const log = () => readFileSync(logPath(), 'utf8');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
    port = await freePort();
    pids = [];
  });

  afterEach(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'serves until %s, says nothing, and takes its pid file away',
    async (signal) => {
      const { child, ended } = serve('--verbose=INFO');
      expect(await readPid(pidPath())).toBe(child.pid);
      const peer = await WirePeer.connect(port);
      peer.send('getpid\n');
      expect(await peer.text('\n')).toBe(`OK ${child.pid}\n`);
      child.kill(signal);
      expect(await ended).toEqual({ status: 0, stdout: '', stderr: '' });
      await peer.close();
      expect(existsSync(pidPath())).toBe(false);
      expect(log()).toMatch(new RegExp(`INFO .* Listening on 127\\.0\\.0\\.1:${port}\n.* Shutdown complete\n$`));
    },
  );

  it('waits for a port that is about to be free', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { child, ended } = serve('--verbose=DEBUG');
    await until(() => existsSync(logPath()) && log().includes('Retrying'));
    other.close();
    expect(await readPid(pidPath())).toBe(child.pid);
    child.kill();
    expect(await ended).toMatchObject({ status: 0 });
  });

  it('opens its log anew at SIGHUP', async () => {
    const { child, ended } = serve('--verbose=INFO');
    await readPid(pidPath());
    renameSync(logPath(), `${logPath()}.1`);
    child.kill('SIGHUP');
    await until(() => existsSync(logPath()));
    child.kill();
    await ended;
    expect(readFileSync(`${logPath()}.1`, 'utf8')).toMatch(/NOTICE .* SIGHUP, reopening log file\n$/);
    expect(log()).toMatch(/^ {3}INFO .* Shutdown complete\n$/);
  });

  it('ends at SIGUSR1 when it has no jobs, and starts no debugger', async () => {
    const { child, ended } = serve('--verbose=INFO');
    await readPid(pidPath());
    const idle = await WirePeer.connect(port);
    child.kill('SIGUSR1');
    expect(await ended).toEqual({ status: 0, stdout: '', stderr: '' });
    await idle.close();
  });

  it('serves at SIGUSR1 whoever is connected until no job is left, new jobs included', async () => {
    const { child, ended } = serve('--verbose=INFO');
    await readPid(pidPath());
    const client = await WirePeer.connect(port);
    const worker = await WirePeer.connect(port);
    const submit = async (workload: string) => {
      client.send(request(SUBMIT_JOB_BG, 'f', workload, workload));
      expect(await client.packet()).toMatchObject({ number: JOB_CREATED });
    };
    await submit('a');
    child.kill('SIGUSR1');
    await submit('b');
    worker.send(request(CAN_DO, 'f'));
    for (const workload of ['a', 'b']) {
      worker.send(request(GRAB_JOB));
      const { number, body } = await worker.packet();
      expect(number).toBe(JOB_ASSIGN);
      expect(body.endsWith(`\0${workload}`)).toBe(true);
      expect(child.exitCode).toBeNull();
      worker.send(request(WORK_COMPLETE, body.slice(0, body.indexOf('\0')), ''));
    }
    expect(await ended).toMatchObject({ status: 0 });
    await client.close();
    await worker.close();
  });

  it('runs in the background with -d: the command ends when clients can connect', async () => {
    const { ended } = serve('-d');
    expect(await ended).toEqual({ status: 0, stdout: '', stderr: '' });
    const peer = await WirePeer.connect(port);
    const pid = await readPid(pidPath());
    pids.push(pid);
    peer.send('getpid\n');
    expect(await peer.text('\n')).toBe(`OK ${pid}\n`);
    process.kill(pid, 'SIGTERM');
    await peer.closed();
    await until(() => !isAlive(pid));
    await peer.close();
    expect(existsSync(pidPath())).toBe(false);
  });

  it('fails with -d as it does without: it tells why, and the status is 1', async () => {
    expect(await serve('-d', '-q', 'nope').ended).toEqual({
      status: 1,
      stdout: '',
      stderr: 'gearmand: Error while initializing the queue : nope\n',
    });
    const { ended } = start('ours', ['-d', '-L', '192.0.2.77', '-P', pidPath(), '-l', 'stderr']);
    expect(await ended).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot listen on 192.0.2.77') });
  });

  it('outlives whoever read its stderr', async () => {
    const { child, ended } = start('ours', [
      '-p',
      `${port}`,
      '-L',
      '127.0.0.1',
      '-P',
      pidPath(),
      '-l',
      'stderr',
      '--verbose=INFO',
    ]);
    await readPid(pidPath());
    const gone = once(child, 'exit');
    // What it said can no longer be told.
    ended.catch(() => undefined);
    child.stderr?.destroy();
    child.kill('SIGHUP');
    const peer = await connectSoon(port);
    peer.send('getpid\n');
    expect(await peer.text('\n')).toBe(`OK ${child.pid}\n`);
    child.kill();
    expect(await gone).toEqual([0, null]);
    await peer.close();
  });

  it('becomes the user it is told to be, if it is root', async () => {
    const { child, ended } = start('ours', [
      '-u',
      'nobody',
      '-p',
      `${port}`,
      '-L',
      '127.0.0.1',
      '-P',
      '',
      '-l',
      'none',
    ]);
    if (process.geteuid?.() !== 0) {
      expect(await ended).toMatchObject({ status: 1, stderr: 'gearmand: Must be root to switch users.\n' });
      return;
    }
    const peer = await connectSoon(port);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:(?:\s+65534){4}$/m);
    expect(status).toMatch(/^Gid:(?:\s+65534){4}$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    child.kill();
    await ended;
    await peer.close();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
