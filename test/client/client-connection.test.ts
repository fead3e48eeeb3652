import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Client, type ClientOptions, type Task, type TaskEvent } from '../../src/client/index.js';
import {
  ConnectionLostError,
  JobExceptionError,
  JobFailedError,
  JobLostError,
  PacketTooLargeError,
  ProtocolError,
  ServerError,
} from '../../src/errors.js';
import { encodePacket, type Packet } from '../../src/protocol/index.js';
import { type Script, ScriptedServer } from '../support/scripted-server.js';
import { settle } from './outcomes.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const created = (handle: string): Packet => ({ type: 'JOB_CREATED', handle });
const complete = (handle: string, text = ''): Packet => ({ type: 'WORK_COMPLETE', handle, data: bytes(text) });
const data = (handle: string, text: string): Packet => ({ type: 'WORK_DATA', handle, data: bytes(text) });

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(script: Script, options: ClientOptions = {}) {
  const server = await ScriptedServer.start(script);
  const client = new Client({ servers: server.address, ...options });
  closers.push(
    () => client.close(),
    () => server.stop(),
  );
  return { server, client, peer: () => server.peers[0] };
}

/** A server that gives the handles H:1, H:2 …, and echoes. */
async function startAccepting(options: ClientOptions = {}) {
  let jobs = 0;
  return start(
    {
      SUBMIT_JOB: (_packet, peer) => peer.send(created(`H:${++jobs}`)),
      ECHO_REQ: (packet, peer) => peer.send({ type: 'ECHO_RES', data: packet.data }),
    },
    options,
  );
}

async function eventsOf(task: Task): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for await (const event of task) events.push(event);
  return events;
}

describe('a connection', () => {
  it('pairs answers with questions by their order, and reports with jobs by their handle', async () => {
    const { server, client, peer } = await start({});
    const a = client.submit('f', 'a');
    const b = client.submit('f', 'b');
    await server.got('SUBMIT_JOB', 2);
    const echoed = client.echo('hello');
    const status = client.status('H:9');
    await Promise.all([server.got('ECHO_REQ'), server.got('GET_STATUS')]);
    peer()?.send(
      created('H:1'),
      data('H:1', 'one'),
      complete('H:1', '!'),
      created('H:2'),
      { type: 'ECHO_RES', data: bytes('hello') },
      complete('H:2', 'two'),
      { type: 'STATUS_RES', handle: 'H:9', known: '1', running: '1', numerator: '1', denominator: '2' },
    );
    expect(await a.result()).toEqual(bytes('one!'));
    expect(await b.result()).toEqual(bytes('two'));
    expect(await echoed).toMatchObject([{ ok: true }]);
    expect(await status).toEqual({
      known: true,
      running: true,
      numerator: 1,
      denominator: 2,
      server: server.address,
    });
  });

  it('brings every packet to each of the tasks that share a job once', async () => {
    const { client, peer } = await start({ SUBMIT_JOB: (_packet, to) => to.send(created('H:1')) });
    const tasks = [1, 2, 3].map(() => client.submit('f', '', { unique: 'u' }));
    await Promise.all(tasks.map((task) => task.created));
    for (const packet of [data('H:1', 'a'), data('H:1', 'b'), complete('H:1', 'c')]) {
      peer()?.send(packet, packet, packet);
    }
    for (const task of tasks) {
      expect((await eventsOf(task)).map((event) => event.type)).toEqual(['created', 'data', 'data', 'complete']);
      expect(await task.result()).toEqual(bytes('abc'));
    }
  });

  it('does not give the packets of an aborted task to one that shares its job', async () => {
    const { client, peer } = await start({ SUBMIT_JOB: (_packet, to) => to.send(created('H:1')) });
    const controller = new AbortController();
    const given = client.submit('f', '', { unique: 'u', signal: controller.signal });
    const kept = client.submit('f', '', { unique: 'u' });
    await Promise.all([given.created, kept.created]);
    controller.abort();
    for (const packet of [data('H:1', 'a'), complete('H:1', 'b')]) peer()?.send(packet, packet);
    expect(await kept.result()).toEqual(bytes('ab'));
    expect(given.state).toBe('lost');
  });

  it('gives the answer to an aborted submission to nobody else', async () => {
    const { server, client, peer } = await start({});
    const controller = new AbortController();
    const given = client.submit('f', 'a', { signal: controller.signal });
    const kept = client.submit('f', 'b');
    await server.got('SUBMIT_JOB', 2);
    controller.abort();
    peer()?.send(created('H:1'), created('H:2'), complete('H:1', 'a'), complete('H:2', 'b'));
    expect(await kept.result()).toEqual(bytes('b'));
    expect(kept.handle).toBe('H:2');
    expect(given).toMatchObject({ state: 'lost', handle: undefined });
  });

  it('ignores NOOP and what it does not know, and takes packets with the magic of a request', async () => {
    const { client, peer } = await startAccepting();
    const task = client.submit('f', '');
    await task.created;
    peer()?.send({ type: 'NOOP' }, complete('H:77', 'other'), { type: 'WORK_FAIL', handle: 'H:78' });
    peer()?.sendBytes(encodePacket('REQ', complete('H:1', 'mine')));
    expect(await task.result()).toEqual(bytes('mine'));
  });

  it('knows the job of a WORK_FAIL whose handle has a NUL behind it', async () => {
    const { client, peer } = await startAccepting();
    const task = client.submit('f', '');
    await task.created;
    peer()?.send({ type: 'WORK_FAIL', handle: 'H:1\0' });
    await expect(task.result()).rejects.toThrow(JobFailedError);
  });

  it('takes an exception for the end, and swallows the end that some servers send behind it', async () => {
    const { client, peer } = await startAccepting();
    const first = client.submit('f', '');
    await first.created;
    peer()?.send(
      { type: 'WORK_EXCEPTION', handle: 'H:1', data: bytes('out of paper\nline 2') },
      { type: 'WORK_FAIL', handle: 'H:1' },
      complete('H:1', 'late'),
    );
    const error = await first.result().catch((caught) => caught);
    expect(error).toBeInstanceOf(JobExceptionError);
    expect(error.message).toBe("job H:1 of 'f' failed with an exception: out of paper");
    expect(error.exception).toEqual(bytes('out of paper\nline 2'));
    expect((await eventsOf(first)).map((event) => event.type)).toEqual(['created', 'exception']);
  });

  it('reads progress as numbers, and as 0 what is none', async () => {
    const { client, peer } = await startAccepting();
    const task = client.submit('f', '');
    await task.created;
    peer()?.send(
      { type: 'WORK_STATUS', handle: 'H:1', numerator: 'half', denominator: '' },
      { type: 'WORK_STATUS', handle: 'H:1', numerator: '0.5', denominator: '10' },
      complete('H:1'),
    );
    expect((await eventsOf(task)).slice(1, 3)).toEqual([
      { type: 'status', numerator: 0, denominator: 0 },
      { type: 'status', numerator: 0.5, denominator: 10 },
    ]);
    expect(task).toMatchObject({ numerator: 0.5, denominator: 10, state: 'complete', ended: true });
  });

  it('refuses the one submission that the server refuses', async () => {
    const { client } = await start({
      SUBMIT_JOB: ({ unique }, peer) =>
        peer.send(
          unique === 'no'
            ? { type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'Job queue is full' }
            : created('H:1'),
        ),
    });
    const tasks = ['a', 'no', 'b'].map((unique) => client.submit('f', '', { unique }));
    const [a, refused, b] = await Promise.allSettled(tasks.map((task) => task.created));
    expect([a?.status, b?.status]).toEqual(['fulfilled', 'fulfilled']);
    const error = refused?.status === 'rejected' ? refused.reason : undefined;
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ serverCode: 'QUEUE_ERROR', isQueueError: true });
  });

  it('holds all events while a promise of a listener is pending', async () => {
    const { client, peer } = await startAccepting();
    const held = new AbortController();
    const released = once(held.signal, 'abort');
    let seen = 0;
    const task = client.submit('f', '', {
      onEvent: (event) => {
        if (event.type !== 'data') return;
        seen += 1;
        return released.then(() => undefined);
      },
    });
    await task.created;
    const piece: Packet = { type: 'WORK_DATA', handle: 'H:1', data: new Uint8Array(128 * 1024) };
    for (let i = 0; i < 100; i++) peer()?.send(piece);
    peer()?.send(complete('H:1'));
    await settle();
    expect(seen).toBe(1);
    held.abort();
    await client.echo();
    expect(seen).toBe(100);
    expect(task.state).toBe('complete');
  });

  it('holds all events while a reader is more than 4 MiB behind', async () => {
    const { client, peer } = await startAccepting();
    let delivered = 0;
    const task = client.submit('f', '', {
      onEvent: (event) => {
        if (event.type === 'data') delivered += event.data.length;
      },
    });
    const reader = task[Symbol.asyncIterator]();
    await reader.next();
    const piece: Packet = { type: 'WORK_DATA', handle: 'H:1', data: new Uint8Array(256 * 1024) };
    for (let i = 0; i < 64; i++) peer()?.send(piece);
    peer()?.send(complete('H:1'));
    await settle();
    expect(delivered).toBeGreaterThan(4 * 1024 * 1024);
    expect(delivered).toBeLessThan(5 * 1024 * 1024);
    let read = 0;
    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      if (next.value.type === 'data') read += next.value.data.length;
    }
    expect(read).toBe(16 * 1024 * 1024);
  });
});

describe('exceptions', () => {
  it('are asked for first of all, without waiting for the answer', async () => {
    const { server, client } = await start({ OPTION_REQ: () => undefined });
    client.submit('f', '');
    await server.got('SUBMIT_JOB');
    expect(server.received.map((packet) => packet.type)).toEqual(['OPTION_REQ', 'SUBMIT_JOB']);
    expect(server.packets('OPTION_REQ')).toEqual([{ type: 'OPTION_REQ', option: 'exceptions' }]);
  });

  it('may be unknown to the server', async () => {
    const { client } = await start({
      OPTION_REQ: (_packet, peer) => peer.send({ type: 'ERROR', errorCode: 'unknown_option', errorText: '' }),
      SUBMIT_JOB: (_packet, peer) => peer.send(created('H:1'), complete('H:1', 'done')),
    });
    expect(await client.run('f', '')).toEqual(bytes('done'));
  });

  it('are not asked for when they are not wanted', async () => {
    const { server, client } = await start({}, { exceptions: false });
    client.submit('f', '');
    await server.got('SUBMIT_JOB');
    expect(server.received).toHaveLength(1);
  });
});

describe('a server that does not keep to the protocol', () => {
  it.each<[string, Packet]>([
    ['a second JOB_CREATED', created('H:2')],
    ['an answer to a question that nobody asked', { type: 'ECHO_RES', data: bytes('?') }],
    ['an ERROR that answers nothing', { type: 'ERROR', errorCode: 'X', errorText: 'y' }],
    ['a job, as if we were a worker', { type: 'JOB_ASSIGN', handle: 'H:1', functionName: 'f', data: bytes('') }],
  ])('loses its connection over %s', async (_what, packet) => {
    const { client, peer } = await startAccepting();
    const task = client.submit('f', '');
    await task.created;
    peer()?.send(packet);
    const error = await task.result().catch((caught) => caught);
    expect(error).toBeInstanceOf(JobLostError);
    expect(error.cause).toBeInstanceOf(ProtocolError);
  });

  it('loses its connection over the answer to another question', async () => {
    const { client } = await start({
      ECHO_REQ: (_packet, peer) => peer.send(created('H:1')),
      SUBMIT_JOB: (packet, peer) => peer.send({ type: 'ECHO_RES', data: packet.data }),
    });
    expect(await client.echo()).toMatchObject([{ ok: false, error: { code: 'PROTOCOL' } }]);
    await expect(client.run('f', '')).rejects.toThrow(ProtocolError);
  });

  it('is named when it sends text', async () => {
    const { client, server } = await start({
      SUBMIT_JOB: (_packet, peer) => peer.sendBytes(bytes('SSH-2.0-OpenSSH_9.2\r\n')),
    });
    await expect(client.run('f', '')).rejects.toThrow(
      `${server.address} does not speak Gearman's binary protocol: it sent "SSH-2.0-OpenSSH_9.2"`,
    );
  });

  it('loses its connection over a packet that is too large', async () => {
    const { client, peer } = await startAccepting({ maxPacketBytes: 1000 });
    const task = client.submit('f', '');
    await task.created;
    peer()?.send(complete('H:1', 'x'.repeat(2000)));
    const error = await task.result().catch((caught) => caught);
    expect(error.cause).toBeInstanceOf(PacketTooLargeError);
  });

  it('leaves questions without an answer when it closes', async () => {
    const { client } = await start({ GET_STATUS: (_packet, peer) => peer.close() });
    await expect(client.status('H:1')).rejects.toThrow(ConnectionLostError);
  });
});
