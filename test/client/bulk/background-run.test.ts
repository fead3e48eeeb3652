import { afterEach, describe, expect, it } from 'vitest';
import { type BackgroundOptions, Client, type ClientOptions, type Workloads } from '../../../src/client/index.js';
import {
  AbortedError,
  ClosedError,
  type GearctlError,
  InputDataError,
  NameError,
  NoServerError,
  ServerError,
  TimeoutError,
  UsageError,
} from '../../../src/errors.js';
import { Worker } from '../../../src/worker/index.js';
import { SERVER_NAMES, SERVERS } from '../../interop/both-servers.js';
import { type Script, ScriptedServer } from '../../support/scripted-server.js';
import { until } from '../../support/until.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function clientOf(options: ClientOptions): Client {
  const client = new Client(options);
  closers.push(() => client.close());
  return client;
}

/** Answers each submission with its workload as the handle, but for some. */
async function serve(script: Script = {}): Promise<ScriptedServer> {
  const echoing: Script = {
    SUBMIT_JOB_BG: ({ data }, peer) => peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() }),
  };
  const server = await ScriptedServer.start({ ...echoing, ...script });
  closers.push(() => server.stop());
  return server;
}

/** Submits workloads, and notes what is told of each. */
function submitAll(client: Client, workloads: Workloads, options: BackgroundOptions = {}) {
  const told: string[] = [];
  const errors: GearctlError[] = [];
  const summary = client.backgroundAll('f', workloads, {
    onAccepted: (handle, index) => void told.push(`${index} ${handle}`),
    onFailed: (error, index) => {
      told.push(`${index} failed`);
      errors.push(error);
    },
    ...options,
  });
  summary.catch(() => undefined);
  return { summary, told, errors };
}

function* numbers(count: number) {
  for (let number = 0; number < count; number++) yield `${number}`;
}

describe.each(SERVER_NAMES)('many background jobs, with %s', (name) => {
  it('are accepted in the order of their workloads, and worked in it', async () => {
    const server = await SERVERS[name]();
    closers.push(() => server.stop());
    const servers = `127.0.0.1:${server.port}`;
    const client = clientOf({ servers });
    const handles: string[] = [];
    const summary = await client.backgroundAll('f', numbers(3000), {
      onAccepted: (handle, index) => {
        handles[index] = handle;
      },
    });
    expect(summary).toEqual({ accepted: 3000, failed: 0 });
    const worked: string[] = [];
    const worker = new Worker({ servers, maxGrabs: 20 });
    worker.register('f', (job) => void worked.push(`${job.handle} ${Buffer.from(job.workload)}`));
    await worker.run({ maxJobs: 3000 });
    expect(worked).toEqual(handles.map((handle, index) => `${handle} ${index}`));
  });

  it('carry text, bytes and large workloads unchanged, and their options', async () => {
    const server = await SERVERS[name]();
    closers.push(() => server.stop());
    const servers = `127.0.0.1:${server.port}`;
    const large = new Uint8Array(300_000).fill(7);
    const workloads = ['größe', '', new Uint8Array([0, 255]), 'x'.repeat(5000), large, '👍'.repeat(40)];
    const client = clientOf({ servers });
    await client.backgroundAll('f', ['behind']);
    await client.backgroundAll('f', workloads, { priority: 'high', unique: '-' });
    const seen: Buffer[] = [];
    const worker = new Worker({ servers });
    worker.register('f', (job) => void seen.push(Buffer.from(job.workload)));
    await worker.run({ maxJobs: workloads.length + 1 });
    expect(seen).toEqual([...workloads, 'behind'].map((workload) => Buffer.from(workload)));
  });
});

describe('many background jobs', () => {
  it('are sent while the workloads pause, however few they are', async () => {
    const client = clientOf({ servers: (await serve()).address });
    const told: string[] = [];
    async function* slow() {
      yield 'a';
      await until(() => told.length === 1);
      yield 'b';
      yield 'c';
      await until(() => told.length === 3);
    }
    await client.backgroundAll('f', slow(), { onAccepted: (handle) => void told.push(handle) });
    expect(told).toEqual(['a', 'b', 'c']);
  });

  it('are taken as there is room for them', async () => {
    const server = await serve({ SUBMIT_JOB_BG: () => undefined });
    const client = clientOf({ servers: server.address, window: 10 });
    let taken = 0;
    function* endless() {
      for (;;) yield `${taken++}`;
    }
    const { summary } = submitAll(client, endless());
    await server.got('SUBMIT_JOB_BG', 10);
    // Ten are under way, and the next batch waits.
    expect(taken).toBe(20);
    await client.close();
    await expect(summary).rejects.toBeInstanceOf(ClosedError);
    await until(() => taken === 20);
  });

  it('go on when one of them is refused', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle === '1') peer.send({ type: 'ERROR', errorCode: 'QUEUE_FULL', errorText: 'no room' });
        else peer.send({ type: 'JOB_CREATED', handle });
      },
    });
    const { summary, told, errors } = submitAll(clientOf({ servers: server.address }), numbers(4));
    expect(await summary).toEqual({ accepted: 3, failed: 1 });
    expect(told).toEqual(['0 0', '1 failed', '2 2', '3 3']);
    expect(errors[0]).toBeInstanceOf(ServerError);
  });

  it('go to the next server when one is lost', async () => {
    const dying = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle === '2') peer.close();
        else if (handle < '2') peer.send({ type: 'JOB_CREATED', handle });
      },
    });
    const next = await serve();
    const { summary, told } = submitAll(clientOf({ servers: [dying.address, next.address] }), numbers(5));
    expect(await summary).toEqual({ accepted: 5, failed: 0 });
    expect(told).toEqual(['0 0', '1 1', '2 2', '3 3', '4 4']);
  });

  it('fail together when no server can be reached', async () => {
    const client = clientOf({ servers: await ScriptedServer.stoppedAddress() });
    const { summary, told } = submitAll(client, numbers(3));
    await expect(summary).rejects.toBeInstanceOf(NoServerError);
    expect(told).toEqual(['0 failed', '1 failed', '2 failed']);
  });

  it('end with what the workloads throw, and what was sent before is accepted', async () => {
    const broken = new TypeError('no such row');
    async function* failing() {
      yield 'a';
      await until(() => told.length === 1);
      throw broken;
    }
    const { summary, told } = submitAll(clientOf({ servers: (await serve()).address }), failing());
    await expect(summary).rejects.toMatchObject({ code: 'BAD_INPUT', cause: broken });
    await expect(summary).rejects.toBeInstanceOf(InputDataError);
    expect(told).toEqual(['0 a']);
  });

  it('are given up by their signal, by their time, with their client, and when a listener throws', async () => {
    const silent = await serve({ SUBMIT_JOB_BG: () => undefined });
    const controller = new AbortController();
    const client = clientOf({ servers: silent.address });
    const aborted = submitAll(client, ['a', 'b'], { signal: controller.signal });
    await silent.got('SUBMIT_JOB_BG', 2);
    controller.abort();
    await expect(aborted.summary).rejects.toBeInstanceOf(AbortedError);
    expect(aborted.told).toEqual(['0 failed', '1 failed']);
    expect(aborted.errors[0]).toBeInstanceOf(AbortedError);
    await expect(submitAll(client, ['a'], { timeoutMs: 20 }).summary).rejects.toBeInstanceOf(TimeoutError);
    const closed = submitAll(client, ['a']);
    await silent.got('SUBMIT_JOB_BG', 4);
    await client.close();
    await expect(closed.summary).rejects.toBeInstanceOf(ClosedError);
    expect(closed.errors[0]).toBeInstanceOf(ClosedError);

    const cause = new RangeError('listener');
    const onAccepted = () => {
      throw cause;
    };
    const heard = submitAll(clientOf({ servers: (await serve()).address }), ['a'], { onAccepted });
    await expect(heard.summary).rejects.toMatchObject({ code: 'ABORTED', cause });
  });

  it('are none when there are no workloads, and refused for what cannot be', async () => {
    const client = clientOf({ servers: (await serve()).address });
    expect(await client.backgroundAll('f', [])).toEqual({ accepted: 0, failed: 0 });
    expect(() => client.backgroundAll('', [])).toThrow(NameError);
    expect(() => client.backgroundAll('f', [], { priority: 'high', runAt: new Date() })).toThrow(UsageError);
    await client.close();
    await expect(client.backgroundAll('f', ['a'])).rejects.toBeInstanceOf(ClosedError);
  });
});
