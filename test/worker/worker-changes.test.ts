import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { NameError, UsageError } from '../../src/errors.js';
import { MAX_CLIENT_ID_BYTES } from '../../src/protocol/names.js';
import { Worker, type WorkerEvent, type WorkerOptions } from '../../src/worker/index.js';
import { type RunningServer, SERVER_NAMES, SERVERS } from '../interop/both-servers.js';
import { askAdmin } from '../support/foreign-peers.js';
import { until } from '../support/until.js';

const JOBS = 300;

describe.each(SERVER_NAMES)('a worker that is changed while it runs, with %s', (name) => {
  let server: RunningServer;
  let client: Client;
  let worker: Worker;
  let events: WorkerEvent[];
  let run: Promise<void>;
  let openDoors: (() => void)[];

  beforeEach(async () => {
    server = await SERVERS[name]();
    client = new Client({ servers: `127.0.0.1:${server.port}`, timeoutMs: 10_000 });
    events = [];
    openDoors = [];
  });

  afterEach(async () => {
    await worker.giveBack();
    await run;
    await client.close();
    await server.stop();
  });

  /** Starts a worker whose function `wait` waits for its door, and whose `echo` does not. */
  function start(options: WorkerOptions = {}): void {
    worker = new Worker({ servers: `127.0.0.1:${server.port}`, onEvent: (event) => events.push(event), ...options });
    worker.register('wait', async (job) => {
      await new Promise<void>((resolve) => openDoors.push(resolve));
      return job.workload;
    });
    worker.register('echo', async (job) => job.workload);
    run = worker.run();
  }

  const status = async (functionName: string) =>
    new RegExp(`^${functionName}\t(.*)`, 'm').exec(await askAdmin(server.port, 'status'))?.[1]?.replaceAll('\t', ' ');
  const isStatus = (functionName: string, counts: string) => until(async () => (await status(functionName)) === counts);
  const connected = () =>
    events.filter(({ type }) => type === 'connected').length -
    events.filter(({ type }) => type === 'disconnected').length;
  const countOf = (type: WorkerEvent['type']) => events.filter((event) => event.type === type).length;

  /** Runs many echoes, ten at a time, and has `change` happen after every tenth; gives how often a job was run. */
  async function runMany(functionNames: readonly string[], change: (step: number) => void): Promise<number> {
    let next = 0;
    let done = 0;
    const lane = async () => {
      while (next < JOBS) {
        const workload = `${next++}`;
        const result = await client.run(functionNames[next % functionNames.length] as string, workload);
        expect(Buffer.from(result).toString()).toBe(workload);
        done += 1;
        if (done % 10 === 0) change(done / 10);
      }
    };
    await Promise.all(Array.from({ length: 10 }, lane));
    return countOf('job-started');
  }

  it('gets more slots, which take jobs at once', async () => {
    start({ id: 'me' });
    const results = Array.from({ length: 4 }, (_, job) => client.run('wait', `${job}`));
    await isStatus('wait', '4 1 1');
    worker.setConcurrency(3);
    await isStatus('wait', '4 3 3');
    const ids = (await askAdmin(server.port, 'workers')).match(/me\S*/g);
    expect(ids?.sort()).toEqual(['me', 'me.2', 'me.3']);
    worker.setConcurrency(4);
    await until(() => openDoors.length === 4);
    for (const open of openDoors) open();
    expect((await Promise.all(results)).map((bytes) => Buffer.from(bytes).toString())).toEqual(['0', '1', '2', '3']);
  });

  it('retires idle slots at once, and busy ones when the first jobs end', async () => {
    start({ concurrency: 4 });
    const results = Array.from({ length: 5 }, () => client.run('wait', ''));
    await isStatus('wait', '5 4 4');
    worker.setConcurrency(2);
    openDoors[0]?.();
    await isStatus('wait', '4 3 3');
    openDoors[1]?.();
    await isStatus('wait', '3 2 2');
    openDoors[2]?.();
    // Only now is there a slot for the fifth.
    await until(() => openDoors.length === 5);
    expect(await status('wait')).toBe('2 2 2');
    for (const open of openDoors) open();
    await Promise.all(results);
    worker.setConcurrency(1);
    await isStatus('wait', '0 0 1');
    await until(() => connected() === 1);
    expect(events.filter((event) => event.type === 'disconnected' && event.error !== undefined)).toEqual([]);
  });

  it('loses no job and runs none twice while its slots come and go', async () => {
    start({ concurrency: 3 });
    expect(await runMany(['echo'], (step) => worker.setConcurrency((step * 7) % 5 || 1))).toBe(JOBS);
  });

  it('loses no job and runs none twice while it asks for many at once, and all that changes', async () => {
    start({ concurrency: 2, maxGrabs: 7 });
    const changes = (step: number) => {
      if (step === JOBS / 10) return;
      worker.setConcurrency((step % 3) + 1);
      worker.unregister('echo');
      worker.pause();
      setImmediate(() => {
        worker.register('echo', async (job) => job.workload);
        worker.resume();
      });
    };
    expect(await runMany(['echo'], changes)).toBe(JOBS);
  });

  it('loses no job and runs none twice when the end of each changes how many run', async () => {
    let ended = 0;
    const onEvent = (event: WorkerEvent) => {
      events.push(event);
      if (event.type === 'job-ended') worker.setConcurrency((ended++ % 3) + 1);
    };
    start({ maxGrabs: 7, onEvent });
    expect(await runMany(['echo'], () => undefined)).toBe(JOBS);
  });

  it('gives back what it has not begun', async () => {
    start({ maxGrabs: 10 });
    const results = Array.from({ length: 20 }, (_, job) => client.run('wait', `${job}`));
    await until(() => openDoors.length === 1);
    // One job did not say that there are more. Now two are asked for, of which one waits for the other.
    openDoors[0]?.();
    await until(() => openDoors.length === 2);
    await isStatus('wait', '19 2 1');
    const givenBack = worker.giveBack();
    openDoors[1]?.();
    await Promise.all([givenBack, run]);
    expect(countOf('job-started')).toBe(2);
    await isStatus('wait', '19 0 0');
    start();
    for (let at = 2; at < 21; at++) {
      await until(() => openDoors.length > at);
      openDoors[at]?.();
    }
    await Promise.all(results);
  });

  it('stays connected while it is paused, and is not counted as a worker', async () => {
    start({ concurrency: 2 });
    await isStatus('echo', '0 0 2');
    worker.pause();
    await isStatus('echo', '0 0 0');
    const result = client.run('echo', 'later');
    await isStatus('echo', '1 0 0');
    expect([connected(), countOf('job-started'), worker.paused]).toEqual([2, 0, true]);
    worker.resume();
    expect(Buffer.from(await result).toString()).toBe('later');
    expect(worker.paused).toBe(false);
  });

  it('runs the job that it has to its end when it is paused, and takes no other', async () => {
    start();
    const results = [client.run('wait', '1'), client.run('wait', '2')];
    await isStatus('wait', '2 1 1');
    worker.pause();
    await isStatus('echo', '0 0 0');
    openDoors[0]?.();
    await results[0];
    await isStatus('wait', '1 0 0');
    worker.resume();
    await until(() => openDoors.length === 2);
    openDoors[1]?.();
    await results[1];
    expect(countOf('job-started')).toBe(2);
  });

  it('loses no job and runs none twice while it is paused again and again', async () => {
    start({ concurrency: 2 });
    const pauses = (step: number) => {
      if (step === JOBS / 10) return;
      worker.pause();
      setImmediate(() => worker.resume());
    };
    expect(await runMany(['echo'], pauses)).toBe(JOBS);
  });

  it('loses no job and runs none twice while functions come and go', async () => {
    start({ concurrency: 2 });
    const changes = (step: number) => {
      worker.register(`other-${step}`, () => '');
      worker.unregister('echo');
      setImmediate(() => worker.register('echo', async (job) => job.workload));
    };
    worker.register('also', async (job) => job.workload);
    expect(await runMany(['echo', 'also'], changes)).toBe(JOBS);
    worker.unregister('also');
    await isStatus('also', '0 0 0');
  });
});

describe('a worker that does not run yet', () => {
  it('keeps what it is told for the time when it does', async () => {
    const server = await SERVERS['this server']();
    const client = new Client({ servers: `127.0.0.1:${server.port}` });
    const worker = new Worker({ servers: `127.0.0.1:${server.port}` });
    worker.register('f', () => 'done');
    worker.setConcurrency(2);
    worker.pause();
    const startedMs = performance.now();
    const run = worker.run({ idleTimeoutMs: 50 });
    const result = client.run('f', '');
    await until(() => performance.now() - startedMs > 100);
    expect(worker.concurrency).toBe(2);
    expect(worker.jobs).toEqual([]);
    worker.resume();
    expect(Buffer.from(await result).toString()).toBe('done');
    // The pause was longer than the time without a job and did not end the run; what comes after it does.
    await run;
    await client.close();
    await server.stop();
  });

  it('refuses a number of slots that cannot be', () => {
    const worker = new Worker({ servers: '127.0.0.1:1', id: 'i'.repeat(MAX_CLIENT_ID_BYTES - 2) });
    for (const concurrency of [0, 1.5, -1]) expect(() => worker.setConcurrency(concurrency)).toThrow(UsageError);
    expect(() => worker.setConcurrency(10)).toThrow(NameError);
    expect(worker.concurrency).toBe(1);
  });
});
