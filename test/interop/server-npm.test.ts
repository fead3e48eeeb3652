/** npm's gearmanode and abraxas against this server, and against gearmand as the control. */
import { once } from 'node:events';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { JobExceptionError } from '../../src/errors.js';
import { Worker } from '../../src/worker/index.js';
import { askAdmin, playScript, startScript, stopProcess, type Transcript } from '../support/foreign-peers.js';
import { until } from '../support/until.js';
import { request, WirePeer } from '../support/wire-peer.js';
import { onBothServers, type RunningServer, SERVER_NAMES, SERVERS, type ServerName } from './both-servers.js';

const CAN_DO = 1;
const GRAB_JOB = 9;
const NO_JOB = 10;

const PACKAGES = ['gearmanode', 'abraxas'] as const;
type Package = (typeof PACKAGES)[number];

/** Starts the worker of a package, and waits until the server knows its functions. */
async function startWorker(name: Package, port: number) {
  const worker = startScript(`${name}-worker.cjs`, `${port}`);
  worker.stdout.resume();
  worker.stderr.resume();
  await until(async () => /^unique\t\d+\t\d+\t1$/m.test(await askAdmin(port, 'status')));
  return worker;
}

/** Plays the client of a package against its worker. */
async function play(name: Package, { port }: RunningServer): Promise<Transcript> {
  const worker = await startWorker(name, port);
  try {
    return await playScript(`${name}.cjs`, `${port}`);
  } finally {
    await stopProcess(worker);
    if (!worker.stdout.closed) await once(worker.stdout, 'close');
    if (!worker.stderr.closed) await once(worker.stderr, 'close');
  }
}

describe('gearmanode', () => {
  let seen: Record<ServerName, Transcript>;

  beforeAll(async () => {
    seen = await onBothServers(async (server) => {
      const transcript = await play('gearmanode', server);
      // A worker that asks for the foreground job of the client that has left.
      const peer = await WirePeer.connect(server.port);
      peer.send(Buffer.concat([request(CAN_DO, 'abandoned'), request(GRAB_JOB)]));
      const { number } = await peer.packet();
      await peer.close();
      return { ...transcript, abandoned: number };
    });
  });

  it.each(SERVER_NAMES)('and %s: connection, jobs, events', (server) => {
    expect(seen[server]).toMatchObject({
      echo: 'any bytes',
      setOption: 'exceptions',
      workData: true,
      talk: [
        ['created'],
        ['status', { percent_done_num: '3', percent_done_den: '4' }],
        ['warning', 'careful'],
        ['workData', 'part,'],
        ['complete'],
      ],
      fail: [['created'], ['failed']],
      throw: [['created'], ['exception', 'no decode delegate']],
    });
  });

  it.each(SERVER_NAMES)('and %s: unique IDs, priorities, status', (server) => {
    expect(seen[server]).toMatchObject({
      'unique, LOW': 'key-LOW',
      'unique, NORMAL': 'key-NORMAL',
      'unique, HIGH': 'key-HIGH',
      getStatus: ['HANDLE', { known: true, running: false, percent_done_num: '0', percent_done_den: '0' }],
      coalesced: true,
    });
  });

  it.each(SERVER_NAMES)('and %s: the foreground job of a client that left is done by nobody', (server) => {
    expect(seen[server].abandoned).toBe(NO_JOB);
  });
});

describe('abraxas', () => {
  let seen: Record<ServerName, Transcript>;

  beforeAll(async () => {
    seen = await onBothServers((server) => play('abraxas', server));
  });

  it.each(SERVER_NAMES)('and %s: connection, jobs, events', (server) => {
    expect(seen[server]).toMatchObject({
      echo: 'any bytes',
      bytes: true,
      talk: [
        'end',
        [
          ['status', 0.75],
          ['warn', 'careful'],
        ],
      ],
      fail: 'Error: no decode delegate',
      'unique, low': 'key-low',
      'unique, undefined': 'key-undefined',
      'unique, high': 'key-high',
    });
  });

  it.each(SERVER_NAMES)('and %s: background jobs, delayed jobs, status, admin lists', (server) => {
    expect(seen[server]).toMatchObject({
      submitJobBg: ['HANDLE', 'HANDLE', 'HANDLE'],
      submitJobAt: 'HANDLE',
      submitJobSched: 'Command not expected',
      getStatus: { known: 1, running: 0, complete: 0 },
      status: { function: 'kept', inqueue: 4, running: 0, workers: 0 },
      workers: ['echo', 'fail', 'talk', 'unique'],
    });
  });
});

describe.each(PACKAGES)('with %s at the other end', (name) => {
  const everyByte = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
  let server: RunningServer;

  beforeEach(async () => {
    server = await SERVERS['this server']();
  });
  afterEach(() => server.stop());

  it('our client gets what its worker makes of a job', async () => {
    const worker = await startWorker(name, server.port);
    await using client = new Client({ servers: `127.0.0.1:${server.port}`, timeoutMs: 5000 });
    const results = await Promise.all(['a', 'b', 'c'].map((unique) => client.run('unique', 'x', { unique })));
    expect(results.map((result) => Buffer.from(result).toString())).toEqual(['a', 'b', 'c']);
    const parts: Uint8Array[] = [];
    for await (const event of client.submit('echo', everyByte)) {
      if (event.type === 'data' || event.type === 'complete') parts.push(event.data);
    }
    expect(Buffer.concat(parts).subarray(0, everyByte.length).equals(everyByte)).toBe(true);
    const thrown = client.run(name === 'abraxas' ? 'fail' : 'throw', 'x');
    await expect(thrown).rejects.toBeInstanceOf(JobExceptionError);
    await stopProcess(worker);
  });

  it('our worker does what its client asks', async () => {
    const worker = new Worker({ servers: `127.0.0.1:${server.port}`, id: 'a-worker' });
    worker.register('echo', (job) => {
      job.sendData(job.workload);
      return undefined;
    });
    worker.register('talk', (job) => {
      job.sendStatus(3, 4);
      job.sendWarning('careful');
      return 'end';
    });
    worker.register('unique', (job) => job.unique);
    worker.register('fail', (job) => {
      job.fail();
      return undefined;
    });
    worker.register('throw', () => {
      throw new Error('no decode delegate');
    });
    const run = worker.run();
    const seen = await playScript(`${name}.cjs`, `${server.port}`);
    expect(seen).toMatchObject(
      {
        gearmanode: {
          workData: true,
          talk: [
            ['created'],
            ['status', { percent_done_num: '3', percent_done_den: '4' }],
            ['warning', 'careful'],
            ['complete'],
          ],
          fail: [['created'], ['failed']],
          throw: [['created'], ['exception', 'no decode delegate']],
          'unique, HIGH': 'key-HIGH',
        },
        abraxas: {
          bytes: true,
          talk: [
            'end',
            [
              ['status', 0.75],
              ['warn', 'careful'],
            ],
          ],
          'unique, high': 'key-high',
          fail: 'Job HANDLE failed',
        },
      }[name],
    );
    await worker.stop();
    await run;
  });
});
