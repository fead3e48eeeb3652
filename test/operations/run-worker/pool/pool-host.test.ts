import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../../../src/admin/index.js';
import { Client } from '../../../../src/client/index.js';
import { CommandNotFoundError, ConfigError, NotFoundError } from '../../../../src/errors.js';
import { controlFunctionOf } from '../../../../src/operations/run-worker/pool/control-function.js';
import type { HostWish } from '../../../../src/operations/run-worker/pool/host-wish.js';
import { PoolHost } from '../../../../src/operations/run-worker/pool/pool-host.js';
import { readPoolFile } from '../../../../src/operations/run-worker/pool-file/read-pool-file.js';
import type { WorkEvent } from '../../../../src/operations/run-worker/work-event.js';
import { steering } from '../../../../src/operations/steer-workers.js';
import { type JobServer, startServer } from '../../../../src/server/index.js';
import { until } from '../../../support/until.js';
import { commandSettings, script } from '../worker-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-pool-'));
const file = join(folder, 'workers.yaml');
const env = { PATH: process.env.PATH };
let server: JobServer;
let client: Client;
let admin: Admin;
const services: { service: PoolHost; ended: Promise<unknown> }[] = [];

beforeAll(async () => {
  server = await startServer({ port: 0 });
  client = new Client({ servers: server.address });
  admin = new Admin(server.address);
  // They stay connected.
  await Promise.all([client.echo(''), admin.status()]);
});
afterEach(async () => {
  for (const { service } of services) service.stop('quit');
  await Promise.allSettled(services.splice(0).map(({ ended }) => ended));
});
afterAll(async () => {
  await client.close();
  await admin.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function start(wish: Partial<HostWish> & Pick<HostWish, 'source'>) {
  const events: WorkEvent[] = [];
  const service = await PoolHost.open(
    { drainTimeoutMs: 0, pid: 4711, bytesJson: () => ({}), worker: { servers: server.address }, ...wish },
    (event) => void events.push(event),
  );
  const ended = service.run();
  ended.catch(() => undefined); // Whoever waits for it is told.
  services.push({ service, ended });
  const told = (type: WorkEvent['type'], times = 1) =>
    until(() => events.filter((event) => event.type === type).length >= times);
  await told('ready');
  return { service, ended, events, told };
}

/** The source of a service that does what a file says. */
function described(text: string): HostWish['source'] {
  writeFileSync(file, text);
  return { type: 'file', read: () => readPoolFile(file, { env }) };
}

function commandSource(functionName: string, text: string): HostWish['source'] {
  return { type: 'functions', functions: [functionName], settings: commandSettings(functionName, script(text)) };
}

/** How many workers the server counts for each function that has some. */
async function workers(): Promise<Record<string, number>> {
  const rows = (await admin.status()).filter((row) => row.workers > 0);
  return Object.fromEntries(rows.map((row) => [row.functionName, row.workers]));
}

const untilWorkers = (expected: Record<string, number>) =>
  until(async () => isDeepStrictEqual(await workers(), expected));

const run = async (functionName: string, workload = '') =>
  Buffer.from(await client.run(functionName, workload, { timeoutMs: 10_000 })).toString();

describe('a pool that a file describes', () => {
  it('does the jobs of all its functions, each with its own slots', async () => {
    const source = described('functions: {up: {command: [tr, a-z, A-Z], jobs: 2}, rev: {shell: rev}}');
    const { events } = await start({ source });
    expect(events[0]).toMatchObject({
      type: 'ready',
      groups: [
        { functions: ['up'], slots: 2 },
        { functions: ['rev'], slots: 1 },
      ],
    });
    await untilWorkers({ up: 2, rev: 1 });
    expect([await run('up', 'abc'), await run('rev', 'abc')]).toEqual(['ABC', 'cba']);
  });

  it('does what the file says now when it is reloaded, and lets jobs that run end as they began', async () => {
    const gate = join(folder, 'gate');
    const old = `until [ -e ${gate} ]; do sleep 0.02; done; echo old`;
    const { service, events, told } = await start({
      source: described(`functions: {slow: {shell: '${old}'}, gone: {command: [cat]}, wide: {command: [cat]}}`),
    });
    const running = run('slow');
    await told('start');
    described('functions: {slow: {shell: echo new}, wide: {command: [cat], jobs: 3}, fresh: {command: [cat]}}');
    await service.reload();
    expect(events.at(-1)).toEqual({
      type: 'reload',
      changes: ['+ fresh ×1', '- gone', '~ slow: shell', '~ wide: ×1 → ×3'],
    });
    // The old worker of `slow` keeps its function until its job is over.
    await untilWorkers({ slow: 2, wide: 3, fresh: 1 });
    expect(await run('slow')).toBe('new\n');
    writeFileSync(gate, '');
    expect(await running).toBe('old\n');
    await untilWorkers({ slow: 1, wide: 3, fresh: 1 });
  });

  it.each([
    ['that is wrong', 'functions: {up: {comand: [cat]}}', 'comand'],
    ['whose command is not there', 'functions: {up: {command: [no-such-command]}, other: {command: [cat]}}', 'no-such'],
  ])('goes on as it was with a file %s', async (_what, text, word) => {
    const { service, events } = await start({ source: described('functions: {up: {command: [tr, a-z, A-Z]}}') });
    described(text);
    await service.reload();
    expect(events.at(-1)).toMatchObject({ type: 'warning', message: expect.stringContaining(word) });
    await untilWorkers({ up: 1 });
    expect(await run('up', 'abc')).toBe('ABC');
  });

  it('is refused at the start when the file is wrong', async () => {
    await expect(start({ source: described('functions: {}') })).rejects.toThrow(ConfigError);
    await expect(start({ source: described('functions: {f: {command: [no-such-command]}}') })).rejects.toThrow(
      CommandNotFoundError,
    );
  });

  it('works for the servers that the file names, unless it was given others', async () => {
    const source = described(`servers: [${server.address}]\nfunctions: {named: {command: [cat]}}`);
    await start({ source, worker: { servers: '127.0.0.1:1' } });
    await untilWorkers({ named: 1 });
  });
});

describe('a pool while it works', () => {
  it('gets a slot more and one less, but never none', async () => {
    const { service, events, told } = await start({ source: commandSource('slots', 'cat') });
    await service.addSlots(1);
    await untilWorkers({ slots: 2 });
    await service.addSlots(-1);
    await service.addSlots(-1);
    await untilWorkers({ slots: 1 });
    await told('slots', 3);
    expect(events.at(-1)).toEqual({ type: 'slots', groups: [{ functions: ['slots'], slots: 1 }] });
  });

  it('takes nothing while it is paused', async () => {
    const { service, events } = await start({ source: commandSource('paused', 'cat') });
    service.pause();
    await untilWorkers({});
    const job = run('paused', 'later');
    await until(async () => (await admin.status()).some((row) => row.functionName === 'paused' && row.total === 1));
    expect(service.status().state).toBe('paused');
    service.resume();
    expect(await job).toBe('later');
    expect(events.map(({ type }) => type)).toEqual(['ready', 'pause', 'resume', 'start', 'end']);
  });

  it('tells what it is doing, with the process and its progress', async () => {
    const gate = join(folder, 'status-gate');
    const source = commandSource('busy', `echo progress 3/10 >&3; until [ -e ${gate} ]; do sleep 0.02; done`);
    const { service } = await start({ source });
    const job = run('busy');
    await until(() => service.status().jobs[0]?.progress !== undefined);
    const [slot] = service.status().jobs;
    expect(slot).toMatchObject({ attempt: 1, progress: { numerator: 3, denominator: 10 } });
    expect(existsSync(`/proc/${slot?.pid}`)).toBe(true);
    writeFileSync(gate, '');
    await job;
    await until(() => service.status().functions[0]?.counts.complete === 1);
  });

  it('has its number and its state in files until it ends', async () => {
    const files = { pidFile: join(folder, 'pid'), statusFile: join(folder, 'status.json') };
    const { service, ended } = await start({ source: commandSource('files', 'cat'), id: 'pool-1', ...files });
    expect(readFileSync(files.pidFile, 'utf8')).toBe('4711\n');
    expect(JSON.parse(readFileSync(files.statusFile, 'utf8'))).toMatchObject({
      ...{ schema: 'gearctl/work-status/1', id: 'pool-1', pid: 4711, state: 'working' },
      functions: [{ functions: ['files'], slots: 1, running: 0, complete: 0 }],
    });
    service.stop('asked');
    await ended;
    expect(existsSync(files.pidFile) || existsSync(files.statusFile)).toBe(false);
  });
});

describe('a pool ends', () => {
  it('when no server has a job left', async () => {
    for (const workload of ['a', 'b', 'c']) await client.background('queue', workload);
    const { ended, events } = await start({ source: commandSource('queue', 'cat'), exitsWhenEmpty: true });
    expect(await ended).toBe('working');
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(3);
  });

  it('when its time is over, and lets what runs end', async () => {
    const job = run('timed');
    const { ended, events } = await start({ source: commandSource('timed', 'sleep 0.3; echo done'), maxTimeMs: 100 });
    expect(await ended).toBe('draining');
    expect(await job).toBe('done\n');
    expect(events.map(({ type }) => type)).toContain('drain');
  });

  it('begins no more jobs in a second than it may', async () => {
    const settings = { ...commandSettings('rated', { command: ['true'] }), ratePerSecond: 20, slots: 4 };
    for (let job = 0; job < 5; job++) await client.background('rated', '');
    const startedAt = performance.now();
    const source: HostWish['source'] = { type: 'functions', functions: ['rated'], settings };
    await (await start({ source, exitsWhenEmpty: true })).ended;
    expect(performance.now() - startedAt).toBeGreaterThan(4 * 50 - 5);
  });
});

describe('a pool that takes commands', () => {
  const connection = () => ({ servers: [server.address] });
  const tell = (command: Parameters<typeof steering>[0], id: string) =>
    steering(command)(id, connection(), new AbortController().signal);

  it('answers how it stands, pauses, goes on, begins anew and ends', async () => {
    const source = commandSource('steered', 'cat');
    const { service, ended } = await start({ source, id: 'img-a', isControlled: true });
    const control = controlFunctionOf('img-a');
    await untilWorkers({ steered: 1, [control]: 1 });
    expect((await tell('inspect', 'img-a')).document).toMatchObject({ id: 'img-a', state: 'working', jobs: [] });
    expect((await tell('pause', 'img-a')).document.state).toBe('paused');
    await untilWorkers({ [control]: 1 });
    expect((await tell('resume', 'img-a')).document.state).toBe('working');
    await tell('restart', 'img-a');
    expect(await run('steered', 'x')).toBe('x');
    // The worker of before leaves when nothing runs.
    await until(() => service.status().functions.length === 1);
    expect((await tell('stop', 'img-a')).document.state).toBe('draining');
    expect(await ended).toBe('draining');
    await untilWorkers({});
  });

  it('is not found when there is none, and then it is said which there are', async () => {
    await start({ source: commandSource('lonely', 'cat'), id: 'img-b', isControlled: true });
    await untilWorkers({ lonely: 1, [controlFunctionOf('img-b')]: 1 });
    const error = await tell('inspect', 'img-c').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ hint: 'workers that take commands: img-b' });
  });
});
