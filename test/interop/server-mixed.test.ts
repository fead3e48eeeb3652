/** Clients and workers of several languages at once, on one server. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askAdmin,
  type Language,
  playScript,
  runForeignClient,
  startForeignWorker,
  stopProcess,
  type WorkerMode,
} from '../support/foreign-peers.js';
import { until } from '../support/until.js';
import { request, WirePeer } from '../support/wire-peer.js';
import { onBothServers, type RunningServer, SERVERS } from './both-servers.js';

const MIB = 1024 * 1024;
const JOB_CREATED = 8;
const WORK_DATA = 28;
const SUBMIT_REDUCE_JOB = 37;
const SUBMIT_REDUCE_JOB_BACKGROUND = 38;

let server: RunningServer;
let workers: ChildProcess[];

beforeEach(async () => {
  server = await SERVERS['this server']();
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker)));
  await server.stop();
});

async function work(language: Language, functionName: string, mode?: WorkerMode): Promise<ChildProcess> {
  const worker = await startForeignWorker(language, server.port, functionName, mode);
  workers.push(worker);
  return worker;
}

const status = () => askAdmin(server.port, 'status');

describe('two hundred clients at once', () => {
  it('each get the result of their own job, from workers of three languages', async () => {
    await Promise.all([work('php', 'in-php'), work('perl', 'in-perl'), work('c', 'in-c')]);
    const { answered } = await playScript('many-clients.pl', `${server.port}`, '200', 'in-php', 'in-perl', 'in-c');
    expect(answered).toBe(200);
    expect((await status()).split('\n').filter((line) => !/\t0\t0\t1$|^\.?$/.test(line))).toEqual([]);
  });

  it('each get a result when workers of two languages share their function', async () => {
    await work('php', 'shared');
    await work('perl', 'shared');
    const { answered } = await playScript('many-clients.pl', `${server.port}`, '200', 'shared');
    expect(answered).toBe(200);
  });
});

describe('a worker that is killed while it works', () => {
  it.each([
    ['perl', 'php'],
    ['php', 'c'],
    ['c', 'perl'],
  ] as const)('in %s, has its job finished by another in %s', async (killed, other) => {
    const doomed = await work(killed, 'f', 'hang');
    const run = runForeignClient('php', server.port, 'f', Buffer.from('w'));
    await until(async () => (await status()) === 'f\t1\t1\t1\n.\n');
    // The command of a C worker outlives it; ended before it, it would have the job reported.
    const commands = childrenOf(doomed);
    await stopProcess(doomed);
    for (const pid of commands) process.kill(pid, 'SIGKILL');
    await work(other, 'f', 'echo');
    expect(await run).toMatchObject({ exitCode: 0, stdout: Buffer.from('w') });
  });
});

function childrenOf({ pid }: ChildProcess): number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return pids.filter(Boolean).map(Number);
}

describe.each([
  ['php', 'perl'],
  ['perl', 'php'],
] as const)('a client in %s and a worker in %s', (clientLanguage, workerLanguage) => {
  it('pass a mebibyte of any bytes both ways', async () => {
    await work(workerLanguage, 'echo');
    const workload = randomBytes(MIB);
    const run = await runForeignClient(clientLanguage, server.port, 'echo', workload);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout.equals(workload)).toBe(true);
  });

  it('pass a workload of NULs', async () => {
    await work(workerLanguage, 'echo');
    const run = await runForeignClient(clientLanguage, server.port, 'echo', Buffer.alloc(1000));
    expect(run.stdout.equals(Buffer.alloc(1000))).toBe(true);
  });
});

// PHP's client sends no empty workload.
describe.each(['c', 'perl'] as const)('a client in %s', (clientLanguage) => {
  it.each(['c', 'php'] as const)(
    'passes an empty workload to a worker in %s, and gets an empty result',
    async (worker) => {
      await work(worker, 'echo');
      const run = await runForeignClient(clientLanguage, server.port, 'echo', Buffer.alloc(0));
      expect(run).toMatchObject({ exitCode: 0, stdout: Buffer.alloc(0) });
    },
  );
});

describe('a reduce job', () => {
  // libgearman's workers give their result to the reducer, and to a client that is not of libgearman nothing.
  it.each([
    ['perl', 'workload'],
    ['c', ''],
    ['php', ''],
  ] as const)('is done by a worker in %s as it is with gearmand', async (language, result) => {
    const results = await onBothServers(({ port }) => reduce(language, port));
    expect(results).toEqual({ 'this server': result, gearmand: result });
  });
});

/** Has a reduce job done by a worker, and another in the background; gives the result of the former. */
async function reduce(language: Language, port: number): Promise<string> {
  const mapper = await startForeignWorker(language, port, 'mapped', 'echo');
  const reducer = await startForeignWorker('php', port, 'reducer', 'length');
  const client = await WirePeer.connect(port);
  try {
    client.send(request(SUBMIT_REDUCE_JOB, 'mapped', 'key', 'reducer', '', 'workload'));
    const created = await client.packet();
    expect(created.number).toBe(JOB_CREATED);
    let result = '';
    for (let number = WORK_DATA; number === WORK_DATA; ) {
      const packet = await client.packet();
      number = packet.number;
      result += packet.body.slice(created.body.length + 1);
    }
    client.send(request(SUBMIT_REDUCE_JOB_BACKGROUND, 'mapped', 'key', 'reducer', '', 'workload'));
    expect(await client.packet()).toMatchObject({ number: JOB_CREATED });
    await until(async () => (await askAdmin(port, 'status')).includes('mapped\t0\t0\t1\n'));
    return result;
  } finally {
    await client.close();
    await Promise.all([stopProcess(mapper), stopProcess(reducer)]);
  }
}
