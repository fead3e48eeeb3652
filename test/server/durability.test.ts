/** Background jobs with a store, as they are seen on the wire. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostStage } from './host-stage.js';
import { packet } from './server-stage.js';
import { StoreInMemory } from './store-in-memory.js';

const REFUSED = 'QUEUE_ERROR\0QUEUE_ERROR';

let store: StoreInMemory;
let stage: HostStage;
beforeEach(async () => {
  store = new StoreInMemory();
  stage = await HostStage.start({ store });
});
afterEach(() => stage.stop());

function numberOf(handle: string): number {
  return Number(handle.split(':')[2]);
}

describe('a background job', () => {
  it('is durable when its client hears of it', async () => {
    const client = await stage.join();
    const handle = await stage.ask(client, 'SUBMIT_JOB_HIGH_BG', 'f', 'u', 'work\0load');
    expect(store.durable.get(numberOf(handle))).toEqual({
      number: numberOf(handle),
      functionName: 'f',
      unique: 'u',
      reducer: '',
      priority: 'high',
      runAtEpochMs: 0,
      queuedAtEpochMs: expect.any(Number),
      workload: new TextEncoder().encode('work\0load'),
    });
  });

  it('shares its commit with all that arrive in the same turn', async () => {
    const client = await stage.join();
    const submissions = Array.from({ length: 500 }, () => packet('SUBMIT_JOB_BG', 'f', '', 'w'));
    client.send(Buffer.concat(submissions));
    for (let i = 0; i < 500; i++) expect((await client.packet()).number).toBe(8);
    expect(store.commits.flat()).toHaveLength(500);
    expect(store.commits.length).toBeLessThan(10);
  });

  it('is taken out of the store when it has ended', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    for (const name of ['WORK_COMPLETE', 'WORK_FAIL', 'WORK_EXCEPTION'] as const) {
      const handle = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w');
      expect(store.durable.has(numberOf(handle))).toBe(true);
      expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
      worker.send(name === 'WORK_FAIL' ? packet(name, handle) : packet(name, handle, 'r'));
      await expect.poll(() => store.durable.size).toBe(0);
    }
  });

  it('stays in the store while it is worked, and comes back with its number when that server ends', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', 'u', 'w');
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
    await stage.stop();
    stage = await HostStage.start({ store: new StoreInMemory(store.durable) });
    expect(await stage.ask(await stage.worker('f'), 'GRAB_JOB_UNIQ')).toBe(`${handle}\0f\0u\0w`);
  });

  it('waits for its time though the server was started anew', async () => {
    const inAnHour = String(Math.floor(Date.now() / 1000) + 3600);
    await stage.ask(await stage.join(), 'SUBMIT_JOB_EPOCH', 'f', '', inAnHour, 'later');
    await stage.stop();
    stage = await HostStage.start({ store: new StoreInMemory(store.durable) });
    const worker = await stage.worker('f');
    worker.send(packet('GRAB_JOB'));
    expect((await worker.packet()).number).toBe(10);
    expect(stage.host.queue.nextDueMs).toBe(Number(inAnHour) * 1000);
  });

  it('never shares its handle with another, not even with a foreground job of an earlier run', async () => {
    const handles = new Set<string>();
    let kept = store;
    for (let run = 0; run < 3; run++) {
      const client = await stage.join();
      handles.add(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w'));
      handles.add(await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w'));
      await stage.stop();
      kept = new StoreInMemory(kept.durable, kept.lastNumber);
      stage = await HostStage.start({ store: kept });
    }
    expect(handles.size).toBe(6);
  });
});

describe('a foreground job', () => {
  it('is never stored', async () => {
    await stage.ask(await stage.join(), 'SUBMIT_JOB', 'f', '', 'w');
    expect(store.commits).toEqual([]);
  });

  it('is stored when it is submitted in the background as well', async () => {
    const client = await stage.join();
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', 'u', 'w');
    expect(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', 'u', 'other')).toBe(handle);
    expect(store.durable.get(numberOf(handle))).toMatchObject({ unique: 'u', workload: Uint8Array.of(0x77) });
  });
});

describe('when the store fails, the server', () => {
  beforeEach(() => {
    store.isFailing = true;
  });

  it('refuses the submission and all that joined it, answers everything else in its order, and reports it once', async () => {
    const client = await stage.join();
    const worker = await stage.worker('f');
    worker.send(packet('PRE_SLEEP'));
    await stage.ask(worker, 'ECHO_REQ', 'asleep');
    client.send(
      Buffer.concat([
        packet('SUBMIT_JOB', 'g', 'fg', 'w'),
        packet('SUBMIT_JOB_BG', 'f', 'u', 'w'),
        packet('ECHO_REQ', 'between'),
        packet('SUBMIT_JOB', 'f', 'u', 'w'),
        packet('SUBMIT_JOB_BG', 'g', 'fg', 'w'),
        Buffer.from('version\n'),
        packet('SUBMIT_JOB', 'g', '', 'w'),
      ]),
    );
    const promised = (await client.packet()).body;
    expect(promised).toMatch(/^H:test:/);
    expect((await client.packet()).body).toBe(REFUSED);
    expect((await client.packet()).body).toBe('between');
    expect((await client.packet()).body).toBe(REFUSED);
    expect((await client.packet()).body).toBe(REFUSED);
    expect(await client.text('\n')).toBe('OK 1.0\n');
    expect((await client.packet()).body).toMatch(/^H:test:/);
    expect(stage.reports).toEqual(['the disk is full']);
    client.send('status\n');
    expect(await client.text('.\n')).toBe('f\t0\t0\t1\ng\t2\t0\t0\n.\n');
    expect(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w')).toBe(REFUSED);
    expect(stage.reports).toHaveLength(1);
  });

  it('takes jobs again as soon as it works, and removes what could not be removed', async () => {
    store.isFailing = false;
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    store.isFailing = true;
    worker.send(packet('WORK_COMPLETE', handle, 'r'));
    expect(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w')).toBe(REFUSED);
    store.isFailing = false;
    const next = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w');
    expect([...store.durable.keys()]).toEqual([numberOf(next)]);
    store.isFailing = true;
    expect(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w')).toBe(REFUSED);
    // Of the same failure within a minute the log need not hear again.
    expect(stage.reports).toEqual(['the disk is full']);
  });

  it('answers a client that has said already that it will send no more', async () => {
    const client = await stage.join();
    client.send(packet('SUBMIT_JOB_BG', 'f', '', 'w'));
    client.halfClose();
    expect((await client.packet()).body).toBe(REFUSED);
    await client.closed();
  });
});

describe('a worker', () => {
  it('is woken before the client is answered, and gets the job', async () => {
    const both = await stage.worker('f');
    both.send(Buffer.concat([packet('PRE_SLEEP'), packet('SUBMIT_JOB_BG', 'f', '', 'w')]));
    expect((await both.packet()).number).toBe(6);
    const handle = (await both.packet()).body;
    expect(await stage.ask(both, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });

  it('does not get a job that is not durable yet, but sleeps no longer than until it is', async () => {
    const both = await stage.worker('f');
    both.send(Buffer.concat([packet('SUBMIT_JOB_BG', 'f', '', 'w'), packet('GRAB_JOB'), packet('PRE_SLEEP')]));
    const handle = (await both.packet()).body;
    expect((await both.packet()).number).toBe(10);
    expect((await both.packet()).number).toBe(6);
    expect(await stage.ask(both, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });
});
