import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { packet } from '../../server/server-stage.js';
import type { WirePeer } from '../../support/wire-peer.js';
import { connectSoon, freePort, type Running, start } from './programs.js';

type Whose = 'ours' | 'theirs';

describe('a file that bin/gearmand.js has in turn with gearmand', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
    file = join(folder, 'queue.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const rows = () => execFileSync('sqlite3', [file, 'SELECT count(*) FROM gearman_queue'], { encoding: 'utf8' }).trim();

  async function open(whose: Whose, ...options: string[]): Promise<{ running: Running; peer: WirePeer }> {
    const port = await freePort();
    const queue = ['-q', 'libsqlite3', '--libsqlite3-db', file, ...options];
    const running = start(whose, ['-L', '127.0.0.1', '-p', `${port}`, '-l', 'stderr', '-P', '', ...queue]);
    onTestFinished(async () => {
      running.child.kill('SIGKILL');
      await running.ended;
    });
    const peer = await connectSoon(port);
    onTestFinished(() => peer.close());
    return { running, peer };
  }

  async function end({ child, ended }: Running, signal: NodeJS.Signals = 'SIGTERM') {
    child.kill(signal);
    return (await ended).status;
  }

  async function submit(peer: WirePeer, ...jobs: [unique: string, workload: string][]): Promise<void> {
    for (const [unique, workload] of jobs) {
      peer.send(packet('SUBMIT_JOB_BG', 'f', unique, workload));
      expect((await peer.packet()).number).toBe(8);
    }
  }

  /** Works one job, or all that there are. */
  async function work(peer: WirePeer, count = Number.POSITIVE_INFINITY): Promise<string[]> {
    const done: string[] = [];
    peer.send(packet('CAN_DO', 'f'));
    while (done.length < count) {
      peer.send(packet('GRAB_JOB'));
      const { number, body } = await peer.packet();
      if (number === 10) break;
      const [handle = '', , workload = ''] = body.split('\0');
      done.push(workload);
      peer.send(packet('WORK_COMPLETE', handle, ''));
    }
    // What was asked for before is done when this is answered.
    peer.send(packet('ECHO_REQ', 'done'));
    expect((await peer.packet()).body).toBe('done');
    return done;
  }

  it('hands all jobs on, twice there and back', async () => {
    const worked: string[] = [];
    for (const [turn, whose] of (['theirs', 'ours', 'theirs', 'ours'] as const).entries()) {
      const { running, peer } = await open(whose);
      await submit(peer, [`u${turn}`, `a${turn}`], [`v${turn}`, `b${turn}`]);
      worked.push(...(await work(peer, 1)));
      expect(await end(running)).toBe(0);
      expect(rows()).toBe(`${turn + 1}`);
    }
    const { peer } = await open('theirs');
    worked.push(...(await work(peer)));
    expect(worked.sort()).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3']);
  });

  it('loses none of ours to a kill -9, nor to a start of gearmand before the next one of ours', async () => {
    const first = await open('theirs');
    await submit(first.peer, ['t', 'theirs']);
    await end(first.running);
    const killed = await open('ours');
    await submit(killed.peer, ['', 'ours'], ['', 'ours as well']);
    await end(killed.running, 'SIGKILL');
    const between = await open('theirs');
    await submit(between.peer, ['b', 'between']);
    await end(between.running, 'SIGKILL');
    const last = await open('ours');
    expect((await work(last.peer)).sort()).toEqual(['between', 'ours', 'ours as well', 'theirs']);
    expect(await end(last.running)).toBe(0);
    expect(rows()).toBe('0');
    expect(existsSync(`${file}.gearctl`)).toBe(false);
  });

  it('is written at the end alone with --store-queue-on-shutdown', async () => {
    const { running, peer } = await open('ours', '--store-queue-on-shutdown');
    await submit(peer, ['u', 'kept']);
    expect(existsSync(file)).toBe(false);
    expect(await end(running)).toBe(0);
    const theirs = await open('theirs', '--store-queue-on-shutdown');
    await submit(theirs.peer, ['v', 'kept too']);
    expect(await end(theirs.running)).toBe(0);
    const again = await open('ours', '--store-queue-on-shutdown');
    expect((await work(again.peer)).sort()).toEqual(['kept', 'kept too']);
  });

  it('may be empty, and may hold something else besides', async () => {
    writeFileSync(file, '');
    expect(await end((await open('ours')).running)).toBe(0);
    execFileSync('sqlite3', [file, 'DROP TABLE gearman_queue; CREATE TABLE other (a); INSERT INTO other VALUES (7)']);
    const { running, peer } = await open('ours');
    await submit(peer, ['u', 'x']);
    expect(await end(running)).toBe(0);
    expect(execFileSync('sqlite3', [file, 'SELECT a FROM other'], { encoding: 'utf8' })).toBe('7\n');
    expect(rows()).toBe('1');
  });
});
