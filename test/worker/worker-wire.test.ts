import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AbortedError } from '../../src/errors.js';
import { Worker, type WorkerEvent, type WorkerOptions } from '../../src/worker/index.js';
import { type Script, ScriptedServer } from '../support/scripted-server.js';
import { until } from '../support/until.js';

const FAST = { minMs: 5, maxMs: 20 };
const data = new Uint8Array(Buffer.from('workload'));
const assign = { type: 'JOB_ASSIGN_UNIQ', handle: 'H:1', functionName: 'f', unique: 'u', data } as const;

const open: { server: ScriptedServer; worker: Worker }[] = [];

afterEach(async () => {
  for (const { server, worker } of open.splice(0)) {
    await worker.giveBack();
    await server.stop();
  }
});

/** Starts a server with a script and a worker that runs `f` on it. Unless the script has them, echoes are answered. */
async function work(script: Script, options: WorkerOptions = {}) {
  const server = await ScriptedServer.start({
    ECHO_REQ: ({ data: sent }, peer) => peer.send({ type: 'ECHO_RES', data: sent }),
    ...script,
  });
  const events: WorkerEvent[] = [];
  const worker = new Worker({
    servers: server.address,
    backoff: FAST,
    onEvent: (event) => events.push(event),
    ...options,
  });
  worker.register('f', (job) => Buffer.from(job.workload).toString().toUpperCase());
  open.push({ server, worker });
  const run = worker.run();
  return { server, worker, events, run };
}

/** Starts a server without jobs and a worker that knows `f` and does not run yet. */
async function idle(options: WorkerOptions = {}, script: Script = {}) {
  const server = await ScriptedServer.start({
    ECHO_REQ: ({ data: sent }, peer) => peer.send({ type: 'ECHO_RES', data: sent }),
    GRAB_JOB_ALL: (_packet, peer) => peer.send({ type: 'NO_JOB' }),
    ...script,
  });
  const events: WorkerEvent[] = [];
  const worker = new Worker({ servers: server.address, onEvent: (event) => events.push(event), ...options });
  worker.register('f', () => '');
  open.push({ server, worker });
  return { server, worker, events };
}

const types = (server: ScriptedServer) => server.received.map((packet) => packet.type);

describe("a worker's packets", () => {
  it('send a result and the next question in one write', async () => {
    const chunks: string[] = [];
    let asked = 0;
    const raw = createServer((socket) => {
      socket.on('data', (chunk) => {
        chunks.push(chunk.toString('latin1'));
        if (chunk.toString('latin1').includes('\0\0\0\x27') && asked++ === 0) {
          const body = Buffer.from('H:1\0f\0u\0workload', 'latin1');
          const header = Buffer.from('\0RES\0\0\0\x1f\0\0\0\0', 'latin1');
          header.writeUInt32BE(body.length, 8);
          socket.write(Buffer.concat([header, body]));
        }
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const address = raw.address();
    const worker = new Worker({ servers: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}` });
    worker.register('f', async () => 'done');
    const run = worker.run({ maxJobs: 2 });
    const deadline = performance.now() + 5000;
    while (!chunks.some((chunk) => chunk.includes('done')) && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const report = chunks.find((chunk) => chunk.includes('done'));
    expect(report).toBe('\0REQ\0\0\0\x0d\0\0\0\x08H:1\0done\0REQ\0\0\0\x27\0\0\0\0');
    await worker.giveBack();
    await run;
    raw.close();
  });

  it('introduce it before they ask: ID, abilities with their time-outs, then the question', async () => {
    const server = await ScriptedServer.start({
      ECHO_REQ: ({ data: sent }, peer) => peer.send({ type: 'ECHO_RES', data: sent }),
    });
    const worker = new Worker({ servers: server.address, id: 'me' });
    worker.register('plain', () => '');
    worker.register('timed', () => '', { timeoutMs: 1500 });
    open.push({ server, worker });
    void worker.run();
    await server.got('GRAB_JOB_ALL');
    expect(server.received).toEqual([
      { type: 'SET_CLIENT_ID', clientId: 'me' },
      { type: 'CAN_DO', functionName: 'plain' },
      { type: 'CAN_DO_TIMEOUT', functionName: 'timed', timeoutMs: '1500' },
      { type: 'GRAB_JOB_ALL' },
    ]);
  });

  it('introduce it again after the connection was lost', async () => {
    const { server, events } = await work(
      { GRAB_JOB_ALL: (_packet, peer) => peer.number < 3 && peer.close() },
      { id: 'me' },
    );
    await server.got('GRAB_JOB_ALL', 3);
    expect(types(server)).toEqual(Array(3).fill(['SET_CLIENT_ID', 'CAN_DO', 'GRAB_JOB_ALL']).flat());
    expect(events.map(({ type }) => type)).toEqual([
      ...Array(2).fill(['connected', 'disconnected', 'retrying']).flat(),
      'connected',
    ]);
  });

  it('ask more simply where the server knows no better', async () => {
    const refuse = { type: 'ERROR', errorCode: 'unknown_command', errorText: '' } as const;
    let assigned = 0;
    const { server } = await work({
      GRAB_JOB_ALL: (_packet, peer) => peer.send(refuse),
      GRAB_JOB_UNIQ: (_packet, peer) => peer.send(refuse),
      GRAB_JOB: (_packet, peer) =>
        peer.send(
          assigned++ === 0 ? { type: 'JOB_ASSIGN', handle: 'H:1', functionName: 'f', data } : { type: 'NO_JOB' },
        ),
    });
    await server.got('PRE_SLEEP');
    expect(types(server)).toEqual([
      'CAN_DO',
      'GRAB_JOB_ALL',
      'GRAB_JOB_UNIQ',
      'GRAB_JOB',
      'WORK_COMPLETE',
      'GRAB_JOB',
      'PRE_SLEEP',
    ]);
    expect(server.packets('WORK_COMPLETE')[0]?.data).toEqual(new Uint8Array(Buffer.from('WORKLOAD')));
  });

  it('go on after JOB_NOT_FOUND', async () => {
    let assigned = 0;
    const { server, events } = await work({
      GRAB_JOB_ALL: (_packet, peer) => peer.send(assigned++ < 2 ? assign : { type: 'NO_JOB' }),
      WORK_COMPLETE: (_packet, peer) =>
        peer.send({ type: 'ERROR', errorCode: 'JOB_NOT_FOUND', errorText: 'Job given in work result not found' }),
    });
    await server.got('PRE_SLEEP');
    expect(server.packets('WORK_COMPLETE')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'report-refused')).toHaveLength(2);
    expect(server.peers).toHaveLength(1);
  });

  it('ask again while asleep, woken or not', async () => {
    const { server } = await work({ GRAB_JOB_ALL: (_packet, peer) => peer.send({ type: 'NO_JOB' }) }, { pollMs: 20 });
    await server.got('PRE_SLEEP', 3);
    server.peers[0]?.send({ type: 'NOOP' });
    await server.got('PRE_SLEEP', 4);
  });

  it('do not spin when a server wakes it at full speed and has nothing', async () => {
    const { server } = await work(
      {
        GRAB_JOB_ALL: (_packet, peer) => peer.send({ type: 'NO_JOB' }),
        PRE_SLEEP: (_packet, peer) => peer.send({ type: 'NOOP' }),
      },
      { pollMs: 200 },
    );
    const startedAt = performance.now();
    await server.got('PRE_SLEEP', 12);
    expect(performance.now() - startedAt).toBeGreaterThan(60);
  });

  it('withdraw its abilities when it stops, and wait for the last answer', async () => {
    const { server, worker, run } = await work({ GRAB_JOB_ALL: (_packet, peer) => peer.send({ type: 'NO_JOB' }) });
    await server.got('PRE_SLEEP');
    await worker.stop();
    await run;
    expect(types(server).slice(-2)).toEqual(['CANT_DO', 'ECHO_REQ']);
  });

  it('run a job that was on its way when it stopped', async () => {
    const { server, worker } = await work({
      ECHO_REQ: ({ data: sent }, peer) => {
        if (server.packets('ECHO_REQ').length === 1) peer.send(assign);
        peer.send({ type: 'ECHO_RES', data: sent });
      },
    });
    await server.got('GRAB_JOB_ALL');
    await worker.stop();
    expect(server.packets('WORK_COMPLETE')).toHaveLength(1);
  });

  it('withdraw nothing while a job may be on its way, for the server would take it away again', async () => {
    const { server, worker, events } = await work({
      WORK_COMPLETE: (_packet, peer) => peer.send({ type: 'NO_JOB' }),
    });
    worker.register('g', () => '');
    await server.got('GRAB_JOB_ALL');
    worker.unregister('f');
    await worker.echo();
    expect(types(server)).not.toContain('CANT_DO');
    server.peers[0]?.send(assign);
    await server.got('CANT_DO');
    expect(types(server).slice(-3)).toEqual(['WORK_COMPLETE', 'CANT_DO', 'GRAB_JOB_ALL']);
    expect(events.find(({ type }) => type === 'job-ended')).toMatchObject({ outcome: 'complete' });
  });

  it('ask once and then sleep, also when only one job is wanted', async () => {
    const { server, worker } = await idle();
    expect(await worker.runOnce({ timeoutMs: 100 })).toBe(false);
    expect(types(server)).toEqual(['CAN_DO', 'GRAB_JOB_ALL', 'PRE_SLEEP']);
  });

  it('ask once for each slot when fewer jobs are wanted than there are slots', async () => {
    const { server, worker } = await idle({ concurrency: 2 });
    await worker.run({ maxJobs: 1, idleTimeoutMs: 100 });
    expect(server.packets('GRAB_JOB_ALL')).toHaveLength(2);
  });

  it('give back a job that comes after the wait for it was given up', async () => {
    const { server, worker, events } = await idle({}, { GRAB_JOB_ALL: () => undefined });
    const controller = new AbortController();
    const grabbed = worker.grab(['f'], { signal: controller.signal });
    await server.got('GRAB_JOB_ALL');
    controller.abort();
    await expect(grabbed).rejects.toBeInstanceOf(AbortedError);
    server.peers[0]?.send(assign);
    await until(() => events.some(({ type }) => type === 'job-ended'));
    expect(events.find(({ type }) => type === 'job-ended')).toMatchObject({ outcome: 'given-back' });
    expect(worker.jobs).toEqual([]);
  });

  it('bring a job that a server gives just after the time is over', async () => {
    const { server, worker } = await idle({}, { GRAB_JOB_ALL: () => undefined });
    const grabbed = worker.grab(['f'], { timeoutMs: 200 });
    await server.got('GRAB_JOB_ALL');
    setTimeout(() => server.peers[0]?.send(assign), 300);
    const job = await grabbed;
    expect(job?.handle).toBe('H:1');
    job?.complete();
  });

  it('wait at the longest after a job that is too large came again and again', async () => {
    const large = { ...assign, data: new Uint8Array(2000) };
    const { server, events } = await work(
      { GRAB_JOB_ALL: (_packet, peer) => peer.send(large) },
      { maxPacketBytes: 1000, backoff: { minMs: 1, maxMs: 20, random: () => 0 } },
    );
    await server.got('GRAB_JOB_ALL', 4);
    const retries = events.flatMap((event) => (event.type === 'retrying' ? [event.delayMs] : []));
    expect(retries.slice(0, 3)).toEqual([1, 2, 20]);
    expect(events.find(({ type }) => type === 'job-too-large')).toMatchObject({ inARow: 1, error: { bytes: 2008 } });
  });
});
