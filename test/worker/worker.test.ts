import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { NoServerError, UsageError } from '../../src/errors.js';
import { type Job, Worker, type WorkerEvent, type WorkerOptions } from '../../src/worker/index.js';
import { askAdmin } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

const FAST = { minMs: 5, maxMs: 20 };

let gearmand: Gearmand;
let client: Client;
let workers: Worker[];

beforeEach(async () => {
  gearmand = await startGearmand();
  client = new Client({ servers: gearmand.address, timeoutMs: 10_000 });
  workers = [];
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.giveBack()));
  await client.close();
  await gearmand.stop();
});

function worker(options: WorkerOptions = {}): Worker {
  const made = new Worker({ servers: gearmand.address, backoff: FAST, ...options });
  workers.push(made);
  return made;
}

const status = (functionName: string) =>
  askAdmin(gearmand.port, 'status').then((text) => new RegExp(`^${functionName}\t.*`, 'm').exec(text)?.[0]);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** A promise and its switch. */
function gate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('a worker', () => {
  it('runs jobs by the handlers of their functions, one after the other', async () => {
    const own = worker();
    own.register('upper', (job) => text(job.workload).toUpperCase());
    own.register('length', async (job) => `${job.workload.length}`);
    const run = own.run();
    const results = await Promise.all([client.run('upper', 'größe'), client.run('length', new Uint8Array(1_000_000))]);
    expect(results.map(text)).toEqual(['GRÖSSE', '1000000']);
    await own.stop();
    await run;
  });

  it('tells data, warnings and progress as they happen', async () => {
    const own = worker();
    own.register('talk', (job) => {
      job.sendStatus(1, 2);
      job.sendWarning('careful');
      job.sendData('part,');
      return 'end';
    });
    void own.run();
    const task = client.submit('talk', '');
    const seen: string[] = [];
    for await (const event of task) {
      if (event.type === 'status') seen.push(`${event.numerator}/${event.denominator}`);
      else seen.push(event.type);
    }
    expect(seen).toEqual(['created', '1/2', 'warning', 'data', 'complete']);
    expect(text(await task.result())).toBe('part,end');
  });

  it('sends what a handler throws as an exception, and goes on', async () => {
    const own = worker();
    own.register('throw', () => {
      throw new Error('no decode delegate');
    });
    own.register('fail', (job) => {
      job.fail();
      return undefined;
    });
    void own.run();
    await expect(client.run('throw', '')).rejects.toMatchObject({
      code: 'JOB_EXCEPTION',
      exception: new Uint8Array(Buffer.from('no decode delegate')),
    });
    await expect(client.run('fail', '')).rejects.toMatchObject({ code: 'JOB_FAILED' });
    await expect(client.run('fail', '')).rejects.toMatchObject({ code: 'JOB_FAILED' });
  });

  it('runs as many jobs at a time as it has slots, each with a connection and an ID of its own', async () => {
    const own = worker({ concurrency: 3, id: 'images' });
    const door = gate();
    own.register('wait', async () => {
      await door.opened;
      return 'done';
    });
    void own.run();
    const tasks = Array.from({ length: 5 }, () => client.run('wait', ''));
    await until(async () => (await status('wait')) === 'wait\t5\t3\t3');
    const ids = (await askAdmin(gearmand.port, 'workers')).match(/images\.\d/g);
    expect(ids?.sort()).toEqual(['images.1', 'images.2', 'images.3']);
    door.open();
    expect((await Promise.all(tasks)).map(text)).toEqual(Array(5).fill('done'));
  });

  it('stops gracefully: it takes nothing new and lets the running job end', async () => {
    const own = worker();
    const door = gate();
    own.register('wait', async () => {
      await door.opened;
      return 'done';
    });
    const run = own.run();
    const running = client.run('wait', '1');
    await until(() => own.jobs.length === 1);
    const waiting = client.background('wait', '2');
    await waiting;
    const stopped = own.stop();
    door.open();
    expect(text(await running)).toBe('done');
    await Promise.all([stopped, run]);
    expect(await status('wait')).toBe('wait\t1\t0\t0');
  });

  it('stops behind the job whose end tells it to', async () => {
    const handles: string[] = [];
    const own = worker({ onEvent: ({ type }) => type === 'job-ended' && void own.stop() });
    own.register('next', (job) => {
      handles.push(job.handle);
      return '';
    });
    for (const workload of ['1', '2', '3']) await client.background('next', workload);
    await own.run();
    expect(handles).toHaveLength(1);
    expect(await status('next')).toBe('next\t2\t0\t0');
    expect(await askAdmin(gearmand.port, 'show jobs')).toMatch(/^(\S+\t0\t0\t1\n){2}\.\n$/);
  });

  it('gives running jobs back: their signal is aborted and another worker gets them', async () => {
    const [first, second] = [worker(), worker()];
    const reasons: unknown[] = [];
    first.register('wait', async (job) => {
      await new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()));
      reasons.push(job.outcome);
      return 'never seen';
    });
    second.register('wait', () => 'done');
    const run = first.run();
    const result = client.run('wait', '');
    await until(() => first.jobs.length === 1);
    await first.giveBack();
    await run;
    void second.run();
    expect(text(await result)).toBe('done');
    expect(reasons).toEqual(['given-back']);
  });

  it('has told of the jobs that ended before, when it gives one of several back', async () => {
    const own = worker({ maxGrabs: 8 });
    const begun: string[] = [];
    own.register('n', async (job) => {
      const number = text(job.workload);
      begun.push(number);
      if (number === '5' && begun.indexOf('5') === begun.length - 1) job.giveBack();
      return '';
    });
    const numbers = Array.from({ length: 12 }, (_, index) => `${index}`);
    for (const number of numbers) await client.background('n', number);
    const run = own.run();
    await until(async () => (await status('n')) === 'n\t0\t0\t1');
    await own.stop();
    await run;
    expect(begun.toSorted()).toEqual([...numbers, '5'].toSorted());
  });

  it('stops after so many jobs, however many slots it has', async () => {
    const own = worker({ concurrency: 4 });
    let count = 0;
    own.register('count', () => `${++count}`);
    await Promise.all(Array.from({ length: 10 }, () => client.background('count', 'x')));
    await own.run({ maxJobs: 7 });
    expect(count).toBe(7);
    expect(await status('count')).toBe('count\t3\t0\t0');
  });

  it('stops when no job has come for a while, and by its signal', async () => {
    const own = worker();
    own.register('nothing', () => '');
    await own.run({ idleTimeoutMs: 50 });
    const controller = new AbortController();
    const run = own.run({ signal: controller.signal });
    await until(async () => (await status('nothing')) === 'nothing\t0\t0\t1');
    controller.abort();
    await run;
  });

  it('takes one job by its handler, or none in time', async () => {
    const own = worker();
    own.register('once', () => 'done');
    expect(await own.runOnce({ timeoutMs: 50 })).toBe(false);
    const result = client.run('once', '');
    expect(await own.runOnce({ timeoutMs: 5000 })).toBe(true);
    expect(text(await result)).toBe('done');
    await client.background('once', '');
    await client.background('once', '');
    expect(await own.runOnce()).toBe(true);
    await until(async () => (await status('once')) === 'once\t1\t0\t1');
  });

  it('runs one job to its end, also when that takes longer than the wait for it', async () => {
    const own = worker();
    const door = gate();
    own.register('slow', () => door.opened.then(() => 'done'));
    await client.background('slow', '');
    const ran = own.runOnce({ timeoutMs: 200 });
    await until(() => own.jobs.length === 1);
    setTimeout(door.open, 300);
    expect(await ran).toBe(true);
    await until(async () => (await status('slow')) === 'slow\t0\t0\t1');
  });

  it('does not say that there is no job when no server can be reached', async () => {
    const own = worker({ servers: '127.0.0.1:1' });
    own.register('any', () => '');
    await expect(own.runOnce({ timeoutMs: 50 })).rejects.toBeInstanceOf(NoServerError);
    await expect(own.grab(['any'], { timeoutMs: 50 })).rejects.toBeInstanceOf(NoServerError);
    await expect(own.run({ idleTimeoutMs: 50 })).rejects.toBeInstanceOf(NoServerError);
  });

  it('leaves one job to the caller, who ends it', async () => {
    const own = worker();
    expect(await own.grab(['mine'], { timeoutMs: 50 })).toBeUndefined();
    const result = client.run('mine', 'workload', { unique: 'u-1' });
    const job = (await own.grab(['mine'])) as Job;
    expect([job.functionName, job.unique, text(job.workload)]).toEqual(['mine', 'u-1', 'workload']);
    job.complete('by hand');
    expect(text(await result)).toBe('by hand');
    await own.stop();
  });

  it('takes functions on and off while it runs', async () => {
    const own = worker();
    own.register('first', () => '1');
    void own.run();
    await client.run('first', '');
    own.register('second', () => '2');
    expect(text(await client.run('second', ''))).toBe('2');
    own.unregister('first');
    await until(async () => (await status('first')) === 'first\t0\t0\t0');
    own.unregisterAll();
    await until(async () => (await status('second')) === 'second\t0\t0\t0');
  });

  it('has the server take a job away after its time-out, and survives that its report is refused', async () => {
    const events: WorkerEvent[] = [];
    const own = worker({ onEvent: (event) => events.push(event) });
    let attempts = 0;
    own.register(
      'slow',
      async (job) => {
        if (++attempts > 1) return 'second';
        await until(async () => (await askAdmin(gearmand.port, 'show jobs')).includes('\t1\t'));
        job.sendStatus(1, 2);
        return 'first';
      },
      { timeoutMs: 1000 },
    );
    void own.run();
    expect(text(await client.run('slow', ''))).toBe('second');
    expect(events.filter(({ type }) => type === 'report-refused').length).toBeGreaterThan(0);
  });

  it('echoes through each server, once it is connected', async () => {
    const own = worker();
    own.register('any', () => '');
    await expect(own.echo()).rejects.toMatchObject({ code: 'CLOSED' });
    void own.run();
    expect(await own.echo(new Uint8Array([0, 1]))).toMatchObject([{ server: gearmand.address, ok: true }]);
  });

  it('works for several servers, and lives with one that is not there', async () => {
    const other = await startGearmand();
    const own = worker({ servers: [gearmand.address, other.address, '127.0.0.1:1'] });
    own.register('both', (job) => `from ${job.server}`);
    void own.run();
    const others = new Client({ servers: other.address });
    const results = await Promise.all([client.run('both', ''), others.run('both', ''), client.run('both', '')]);
    expect(results.map(text)).toEqual([gearmand, other, gearmand].map(({ address }) => `from ${address}`));
    await others.close();
    await own.stop();
    await other.stop();
  });

  it('refuses to run without a function, or twice', async () => {
    const own = worker();
    await expect(own.run()).rejects.toBeInstanceOf(UsageError);
    own.register('any', () => '');
    void own.run();
    await expect(own.runOnce()).rejects.toBeInstanceOf(UsageError);
    expect(() => own.register('any', () => '', { timeoutMs: 0 })).toThrow(UsageError);
  });

  it('gives up when no server is left and it was told not to reconnect', async () => {
    const own = worker({ servers: '127.0.0.1:1', reconnect: false });
    own.register('any', () => '');
    await expect(own.run()).rejects.toBeInstanceOf(NoServerError);
    const lost = worker({ reconnect: false });
    lost.register('any', () => '');
    const run = lost.run().catch((error: unknown) => error);
    await until(async () => (await status('any')) === 'any\t0\t0\t1');
    await gearmand.stop();
    expect(await run).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});
