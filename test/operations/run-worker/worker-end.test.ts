import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { NoServerError, SystemError } from '../../../src/errors.js';
import { startServer } from '../../../src/server/index.js';
import { livingIn } from '../../exec/slot-fixture.js';
import { askAdmin, runForeignClient } from '../../support/foreign-peers.js';
import { startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';
import { reports, script, type Working, workerFixture } from './worker-fixture.js';

const { work, client, gearmand } = workerFixture();
const folder = mkdtempSync(join(tmpdir(), 'gearctl-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** How many jobs of a function there are, how many of them run, and how many workers; by gearmand's own word. */
async function counts(functionName: string): Promise<number[]> {
  const rows = (await askAdmin(gearmand().port, 'status')).split('\n').map((line) => line.split('\t'));
  return (rows.find(([name]) => name === functionName) ?? []).slice(1).map(Number);
}

/** A command that tells its process group, and ends when the gate is opened. */
function gated(name: string, first = '') {
  const gate = join(folder, name);
  const action = script(`${first} echo group $$ >&2; until [ -e ${gate} ]; do sleep 0.01; done; echo through`);
  const group = async ({ told, last }: Working) => {
    await told('stderr');
    return Number(last('stderr')?.line.replace('group ', ''));
  };
  return { action, group, open: () => writeFileSync(gate, '') };
}

describe('a worker ends by itself', () => {
  it('after a number of jobs, and takes none more', async () => {
    for (const workload of ['a', 'b', 'c']) await client().background('counted', workload);
    const { ended, events } = await work('counted', { maxJobs: 2 });
    expect(await ended).toBe('working');
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(2);
    expect(await counts('counted')).toEqual([1, 0, 0]);
  });

  it('after a time without a job', async () => {
    const { ended, events } = await work('idle', { idleExitMs: 100 });
    expect(await ended).toBe('working');
    expect(events.map(({ type }) => type)).toEqual(['ready']);
  });
});

describe('a worker that is asked to stop', () => {
  it('takes no new jobs and lets those that run end', async () => {
    const { action, group, open } = gated('drain');
    const working = await work('drained', { action, slots: 2 });
    const task = client().submit('drained', '');
    await group(working);
    working.run.stop('asked');
    expect(working.last('drain')).toEqual({ type: 'drain', running: 1 });
    // The idle slot leaves at once; the one that works stays registered until its job is done.
    await until(async () => (await counts('drained'))[2] === 1);
    await client().background('drained', '');
    open();
    expect(await reports(task)).toEqual(['complete through\n']);
    expect(await working.ended).toBe('draining');
    expect(await counts('drained')).toEqual([1, 0, 0]);
  });

  it('twice ends the commands, and gives their jobs to others', async () => {
    const { action, group, open } = gated('stop', 'sleep 1000 &');
    const working = await work('stopped', { action });
    const task = client().submit('stopped', '');
    const pid = await group(working);
    working.run.stop('asked');
    working.run.stop('asked');
    expect(await working.ended).toBe('stopping');
    const message = `the job was given back to ${gearmand().address}`;
    expect(working.last('end')).toMatchObject({ end: 'requeued', message });
    expect(livingIn(pid)).toEqual([]);
    expect(await counts('stopped')).toEqual([1, 0, 0]);
    open();
    await work('stopped', { action });
    expect(await reports(task)).toEqual(['complete through\n']);
  });

  it('three times kills commands that do not listen', async () => {
    const { action, group } = gated('kill', 'trap "" TERM;');
    const working = await work('killed', {
      action: { ...action, endSequence: [{ signal: 'SIGTERM', waitMs: 60_000 }] },
    });
    await client().background('killed', '');
    const pid = await group(working);
    for (let i = 0; i < 3; i++) working.run.stop('asked');
    expect(await working.ended).toBe('killing');
    expect(livingIn(pid)).toEqual([]);
    expect(await counts('killed')).toEqual([1, 0, 0]);
  });

  it('and has jobs that take longer than a drain may gives them back', async () => {
    const { action, group } = gated('expire');
    const working = await work('expired', { action, drainTimeoutMs: 50 });
    await client().background('expired', '');
    const pid = await group(working);
    working.run.stop('asked');
    expect(await working.ended).toBe('stopping');
    expect(livingIn(pid)).toEqual([]);
    expect(await counts('expired')).toEqual([1, 0, 0]);
  });

  it('after its end has nothing to wait for', async () => {
    const { run, ended, last } = await work('late', { maxJobs: 1, drainTimeoutMs: 60_000 });
    await client().run('late', '');
    expect(await ended).toBe('working');
    run.stop('asked');
    expect(run.status().state).toBe('working');
    expect(last('drain')).toBeUndefined();
  });

  it('to quit kills at once', async () => {
    const { action, group } = gated('quit', 'trap "" TERM;');
    const working = await work('quitted', {
      action: { ...action, endSequence: [{ signal: 'SIGTERM', waitMs: 60_000 }] },
    });
    await client().background('quitted', '');
    const pid = await group(working);
    working.run.stop('quit');
    expect(await working.ended).toBe('killing');
    expect(livingIn(pid)).toEqual([]);
  });
});

describe('a command that cannot be started', () => {
  const program = (name: string) => {
    const path = join(folder, name);
    const install = () => {
      writeFileSync(path, '#!/bin/sh\necho done\n');
      chmodSync(path, 0o755);
    };
    install();
    return { path, install, remove: () => rmSync(path) };
  };

  it('costs no job: each goes back to the server, and is done once it can be', async () => {
    const { path, install, remove } = program('comes-back');
    const working = await work('upgraded', { maxJobs: 1, startBackoffMs: 1000, action: { command: [path] } });
    remove();
    const task = client().submit('upgraded', '');
    await working.told('end');
    expect(working.last('end')).toMatchObject({ end: 'requeued', exitCode: null });
    install();
    expect(await reports(task)).toEqual(['complete done\n']);
    expect(await working.ended).toBe('working');
  });

  it('ends the worker after the fifth time in a row, and leaves the job in the queue', async () => {
    const { path, remove } = program('stays-away');
    const { ended, events } = await work('broken', { startBackoffMs: 1, action: { command: [path] } });
    remove();
    await client().background('broken', '');
    await expect(ended).rejects.toThrow(SystemError);
    await expect(ended).rejects.toThrow(`cannot find ${path}`);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(5);
    expect(await counts('broken')).toEqual([1, 0, 0]);
  });

  it('does not keep a worker from stopping', async () => {
    const { path, remove } = program('slow-to-come');
    const working = await work('waiting', { startBackoffMs: 60_000, action: { command: [path] } });
    remove();
    await client().background('waiting', '');
    await working.told('end');
    working.run.stop('asked');
    expect(await working.ended).toBe('draining');
  });
});

describe('a server that is lost', () => {
  const quick = { minMs: 5, maxMs: 20 };

  it('takes its jobs with it: their commands are ended', async () => {
    const { action, group } = gated('lost', 'sleep 1000 &');
    const doomed = await startGearmand();
    const working = await work('lost', { action, worker: { servers: doomed.address } });
    await runForeignClient('c', doomed.port, 'lost', Buffer.from(''), 'background');
    const pid = await group(working);
    await doomed.stop();
    await working.told('end');
    const message = expect.stringContaining(doomed.address);
    expect(working.last('end')).toMatchObject({ end: 'requeued', message });
    await until(() => livingIn(pid).length === 0);
  });

  it('is tried until it is back, and told of once each way', async () => {
    const server = await startServer({ port: 0 });
    const working = await work('again', { slots: 2, worker: { servers: server.address, backoff: quick } });
    await working.told('ready');
    await server.close();
    await working.told('server');
    const restarted = await startServer({ port: server.port });
    await until(() => working.last('server')?.isUp === true);
    working.run.stop('asked');
    await working.ended;
    await restarted.close();
    expect(working.events.map((event) => (event.type === 'server' ? event.isUp : event.type))).toEqual([
      'ready',
      false,
      true,
      'drain',
    ]);
  });

  it('ends a worker whose function its rules forbid', async () => {
    const accessFile = join(folder, 'rules');
    writeFileSync(accessFile, 'loopback submit\n');
    const server = await startServer({ port: 0, accessFile });
    const { ended } = await work('forbidden', { worker: { servers: server.address } });
    await expect(ended).rejects.toMatchObject({ code: 'SERVER_ERROR', serverCode: 'ACCESS_DENIED' });
    await server.close();
  });

  it('ends a worker that is not to try again', async () => {
    const server = await startServer({ port: 0 });
    const worker = { servers: server.address, reconnect: false };
    const { ended, told } = await work('once', { worker });
    await told('ready');
    await server.close();
    await expect(ended).rejects.toThrow(NoServerError);
    await expect((await work('once', { worker })).ended).rejects.toThrow(NoServerError);
  });
});

it('leaves no FIFO and no directory behind', async () => {
  const own = mkdtempSync(join(folder, 'tmp-'));
  vi.stubEnv('TMPDIR', own);
  const { run, told, ended } = await work('tidy', { slots: 3 });
  vi.unstubAllEnvs();
  await told('ready');
  expect(readdirSync(own)).toHaveLength(1);
  run.stop('asked');
  await ended;
  expect(readdirSync(own)).toEqual([]);
});
