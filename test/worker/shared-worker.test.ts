import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/index.js';
import { Client } from '../../src/client/index.js';
import { NoServerError } from '../../src/errors.js';
import { type JobServer, startServer } from '../../src/server/index.js';
import type { Job, WorkerEvent } from '../../src/worker/index.js';
import { SharedWorker } from '../../src/worker/shared-worker.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

let gearmand: Gearmand;
let server: JobServer;
beforeAll(async () => {
  gearmand = await startGearmand();
  server = await startServer({ port: 0 });
});
afterAll(async () => {
  await gearmand.stop();
  await server.close();
});

const running: SharedWorker[] = [];
afterEach(() => Promise.all(running.splice(0).map((worker) => worker.giveBack())));

/** A worker whose jobs wait until they are let go, by their workloads. */
function start(functionName: string, servers: string[], concurrency: number, more: { maxJobs?: number } = {}) {
  const events: WorkerEvent[] = [];
  const worker = new SharedWorker({ servers, concurrency, id: 'shared', onEvent: (event) => events.push(event) });
  const held = new Map<string, () => void>();
  worker.register(functionName, async (job: Job) => {
    const name = new TextDecoder().decode(job.workload);
    await Promise.race([new Promise<void>((resolve) => held.set(name, resolve)), job.closed()]);
    held.delete(name);
    return `did ${name}`;
  });
  const ended = worker.run(more);
  ended.catch(() => undefined); // Whoever waits for it is told.
  running.push(worker);
  const slots = () => events.flatMap((event) => (event.type === 'job-started' ? [event.slot] : []));
  return { worker, held, ended, events, slots, names: () => [...held.keys()].sort().join(' ') };
}

describe.each([
  { peer: 'gearmand', address: () => gearmand.address },
  { peer: 'serve', address: () => server.address },
])('a worker with one connection to $peer', ({ address }) => {
  async function withPeer(use: (client: Client, admin: Admin) => Promise<void>): Promise<void> {
    await using client = new Client({ servers: address() });
    const admin = new Admin(address());
    try {
      await use(client, admin);
    } finally {
      await admin.close();
    }
  }

  /** How many jobs of a function there are, how many run, and how many workers there are for it. */
  async function counts(admin: Admin, name: string): Promise<string> {
    const row = (await admin.status()).find(({ functionName }) => functionName === name);
    return `${row?.total} ${row?.running} ${row?.workers}`;
  }

  it('does several jobs at a time, each in a place of its own, and ends them in any order', () =>
    withPeer(async (client, admin) => {
      const { held, names, slots } = start('many', [address()], 3);
      const tasks = ['a', 'b', 'c', 'd'].map((name) => client.submit('many', name).result());
      await until(() => names() === 'a b c');
      expect(await counts(admin, 'many')).toBe('4 3 1');
      expect(slots().sort()).toEqual([1, 2, 3]);
      held.get('b')?.();
      expect(new TextDecoder().decode(await tasks[1])).toBe('did b');
      await until(() => names() === 'a c d');
      expect(slots()[3]).toBe(2);
      for (const name of ['d', 'a', 'c']) held.get(name)?.();
      const results = await Promise.all(tasks);
      expect(results.map((result) => new TextDecoder().decode(result))).toEqual(['did a', 'did b', 'did c', 'did d']);
      await until(async () => (await counts(admin, 'many')) === '0 0 1');
    }));

  it('takes nothing new when it is stopped, and lets what runs end', () =>
    withPeer(async (client, admin) => {
      const { worker, held, names, ended } = start('drained', [address()], 2);
      const tasks = ['a', 'b'].map((name) => client.submit('drained', name).result());
      await until(() => names() === 'a b');
      void worker.stop();
      await client.background('drained', 'c');
      held.get('a')?.();
      await tasks[0];
      expect(names()).toBe('b');
      held.get('b')?.();
      expect(new TextDecoder().decode(await tasks[1])).toBe('did b');
      await ended;
      await until(async () => (await counts(admin, 'drained')).startsWith('1 0'));
    }));

  it('ends after a number of jobs, having asked for no more', () =>
    withPeer(async (client, admin) => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) await client.background('counted', name);
      const { held, names, ended } = start('counted', [address()], 2, { maxJobs: 3 });
      await until(() => names() === 'a b');
      held.get('a')?.();
      await until(() => names() === 'b c');
      held.get('b')?.();
      held.get('c')?.();
      await ended;
      await until(async () => (await counts(admin, 'counted')).startsWith('2 0'));
    }));

  it('is no worker of its functions while it pauses, and loses no job by that', () =>
    withPeer(async (client, admin) => {
      const { worker, held, names } = start('paused', [address()], 2);
      const first = client.submit('paused', 'a').result();
      await until(() => names() === 'a');
      worker.pause();
      await client.background('paused', 'b');
      held.get('a')?.();
      expect(new TextDecoder().decode(await first)).toBe('did a');
      await until(async () => (await counts(admin, 'paused')) === '1 0 0');
      worker.resume();
      await until(() => names() === 'b');
      expect(await counts(admin, 'paused')).toBe('1 1 1');
      held.get('b')?.();
      await until(async () => (await counts(admin, 'paused')) === '0 0 1');
    }));

  it('gives back all that runs over the connection of a job that goes back, and gets it again', () =>
    withPeer(async (client, admin) => {
      const { worker, names, events } = start('returned', [address()], 2);
      for (const name of ['a', 'b']) await client.background('returned', name);
      await until(() => names() === 'a b');
      const [job] = events.flatMap((event) => (event.type === 'job-started' ? [event.job] : []));
      job?.giveBack();
      const outcomes = () => events.flatMap((event) => (event.type === 'job-ended' ? [event.outcome] : []));
      await until(() => outcomes().length === 2 && names() === 'a b');
      expect(outcomes().sort()).toEqual(['given-back', 'lost']);
      await worker.giveBack();
      await until(async () => (await counts(admin, 'returned')).startsWith('2 0'));
    }));

  it('tells that there are no jobs any more as soon as the last one has ended', () =>
    withPeer(async (client) => {
      for (const name of ['a', 'b']) await client.background('emptied', name);
      const { held, names, events } = start('emptied', [address()], 3);
      await until(() => names() === 'a b');
      for (const release of held.values()) release();
      await until(() => events.filter(({ type }) => type === 'job-ended').length === 2);
      expect(events.at(-1)?.type).toBe('empty');
    }));

  it('does more or fewer jobs at a time from one moment to the next', () =>
    withPeer(async (client) => {
      const { worker, held, names } = start('resized', [address()], 1);
      for (const name of ['a', 'b', 'c', 'd']) await client.background('resized', name);
      await until(() => names() === 'a');
      worker.setConcurrency(3);
      await until(() => names() === 'a b c');
      worker.setConcurrency(1);
      held.get('a')?.();
      held.get('b')?.();
      await until(() => names() === 'c');
      held.get('c')?.();
      await until(() => names() === 'd');
      held.get('d')?.();
    }));
});

describe('a worker with one connection to each of several servers', () => {
  it('takes jobs of all of them at a time', async () => {
    await using atOne = new Client({ servers: gearmand.address });
    await using atOther = new Client({ servers: server.address });
    const { held, names } = start('both', [gearmand.address, server.address], 2);
    const tasks = [atOne.submit('both', 'a').result(), atOther.submit('both', 'b').result()];
    await until(() => names() === 'a b');
    for (const release of held.values()) release();
    expect((await Promise.all(tasks)).map((result) => new TextDecoder().decode(result))).toEqual(['did a', 'did b']);
  });

  it('loses all jobs with their server, and takes them again when it is back', async () => {
    const doomed = await startServer({ port: 0 });
    const client = new Client({ servers: doomed.address });
    for (const name of ['a', 'b']) await client.background('lost', name);
    const { names, events, worker } = start('lost', [doomed.address], 2);
    await until(() => names() === 'a b');
    await client.close();
    await doomed.close({ graceMs: 0 });
    const ended = () => events.flatMap((event) => (event.type === 'job-ended' ? [event.outcome] : []));
    await until(() => ended().length === 2);
    expect(ended()).toEqual(['lost', 'lost']);
    const restarted = await startServer({ port: doomed.port });
    const again = new Client({ servers: restarted.address });
    await again.background('lost', 'c');
    await until(() => names() === 'c');
    await again.close();
    await worker.giveBack();
    await restarted.close();
  });

  it('ends with an error when none is there and none is to be tried again', async () => {
    const worker = new SharedWorker({ servers: '127.0.0.1:1', reconnect: false });
    worker.register('f', () => '');
    await expect(worker.run()).rejects.toThrow(NoServerError);
  });
});
