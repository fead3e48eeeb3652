import { afterEach, describe, expect, it } from 'vitest';
import { Client, type ClientOptions } from '../../src/client/index.js';
import {
  ClosedError,
  ConnectionLostError,
  InputDataError,
  JobLostError,
  NoServerError,
  OutputError,
  TimeoutError,
} from '../../src/errors.js';
import type { Packet } from '../../src/protocol/index.js';
import { type Peer, type Script, ScriptedServer } from '../support/scripted-server.js';
import { caught, settle, text } from './outcomes.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serverWith(script: Script): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  closers.unshift(() => server.stop());
  return server;
}

function clientOf(servers: readonly (ScriptedServer | string)[], options: ClientOptions = {}): Client {
  const addresses = servers.map((server) => (typeof server === 'string' ? server : server.address));
  const client = new Client({ servers: addresses, ...options });
  closers.unshift(() => client.close());
  return client;
}

/** Gives the handles H:1, H:2 …, and completes each job with its own workload where told to. */
function accepting(andComplete = false): Script {
  let jobs = 0;
  return {
    SUBMIT_JOB: (packet, peer) => {
      const handle = `H:${++jobs}`;
      peer.send({ type: 'JOB_CREATED', handle });
      if (andComplete) peer.send({ type: 'WORK_COMPLETE', handle, data: packet.data });
    },
    SUBMIT_JOB_BG: (_packet, peer) => peer.send({ type: 'JOB_CREATED', handle: `H:${++jobs}` }),
  };
}

const workloads = (server: ScriptedServer, type: 'SUBMIT_JOB' | 'SUBMIT_JOB_BG' = 'SUBMIT_JOB') =>
  server.packets(type).map((packet) => text(packet.data));

describe('the window', () => {
  it('is never exceeded, and the order of submission is kept', async () => {
    const waiting: Peer[] = [];
    const server = await serverWith({ SUBMIT_JOB_BG: (_packet, peer) => void waiting.push(peer) });
    const client = clientOf([server], { window: 3 });
    const tasks = Array.from({ length: 10 }, (_, i) => client.submit('f', `${i}`, { background: true }));
    for (let answered = 0; answered < 10; answered++) {
      await server.got('SUBMIT_JOB_BG', Math.min(10, answered + 3));
      await settle();
      expect(waiting).toHaveLength(Math.min(10, answered + 3));
      waiting[answered]?.send({ type: 'JOB_CREATED', handle: `H:${answered}` });
    }
    expect((await Promise.all(tasks.map((task) => task.created))).map((job) => job.handle)).toEqual(
      Array.from({ length: 10 }, (_, i) => `H:${i}`),
    );
    expect(workloads(server, 'SUBMIT_JOB_BG').join('')).toBe('0123456789');
  });

  it('is what `ready` waits for', async () => {
    const server = await serverWith({});
    const client = clientOf([server], { window: 2 });
    await client.ready();
    client.submit('f', 'a', { background: true });
    await client.ready();
    client.submit('f', 'b', { background: true });
    let ready = false;
    const waited = client.ready().then(() => {
      ready = true;
    });
    await server.got('SUBMIT_JOB_BG', 2);
    await settle();
    expect(ready).toBe(false);
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:1' });
    await waited;
  });

  it('has room again when the tasks in line have ended', async () => {
    const server = await serverWith({});
    const client = clientOf([server], { window: 1 });
    const controller = new AbortController();
    client.submit('f', 'a');
    for (let i = 0; i < 3000; i++) client.submit('f', 'never sent', { signal: controller.signal });
    await server.got('SUBMIT_JOB');
    controller.abort();
    const last = client.submit('f', 'b', { background: true });
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:1' });
    await server.got('SUBMIT_JOB_BG');
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:2' });
    await last.created;
    expect(workloads(server)).toEqual(['a']);
  });

  it('has room again when a submission is refused', async () => {
    const server = await serverWith({
      SUBMIT_JOB: (_packet, peer) => peer.send({ type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: '' }),
    });
    const client = clientOf([server], { window: 1 });
    const errors = await Promise.all(['a', 'b', 'c'].map((workload) => caught(client.run('f', workload))));
    expect(errors).toMatchObject(new Array(3).fill({ code: 'SERVER_ERROR' }));
    await client.ready();
  });

  it('does not let large workloads pile up in the socket', async () => {
    const server = await serverWith(accepting());
    const client = clientOf([server]);
    await client.background('f', '');
    server.peers[0]?.pause();
    const megabyte = new Uint8Array(1024 * 1024);
    const tasks = Array.from({ length: 40 }, () => client.submit('f', megabyte, { background: true }));
    let ready = false;
    const waited = client.ready().then(() => {
      ready = true;
    });
    await settle();
    expect(ready).toBe(false);
    expect(tasks.at(-1)?.state).toBe('waiting');
    server.peers[0]?.resume();
    await waited;
    await Promise.all(tasks.map((task) => task.created));
  });
});

describe('fail-over', () => {
  it('goes to the next server at once, and tries the one that failed last', async () => {
    const [a, b] = [await serverWith(accepting()), await serverWith(accepting())];
    const client = clientOf([await ScriptedServer.stoppedAddress(), a.address, b.address]);
    const { server } = await client.submit('f', '').created;
    expect(server).toBe(a.address);
    a.peers[0]?.close();
    await a.until(() => a.openConnections === 0);
    await settle();
    expect((await client.submit('f', '').created).server).toBe(b.address);
  });

  it('names every server when none can be reached', async () => {
    const gone = [await ScriptedServer.stoppedAddress(), await ScriptedServer.stoppedAddress()];
    const client = clientOf(gone);
    const errors = await Promise.all([client.run('f', ''), client.background('f', '')].map(caught));
    for (const error of errors) {
      expect(error).toBeInstanceOf(NoServerError);
      expect((error as NoServerError).failures).toMatchObject(
        gone.map((server) => ({ server, errno: 'ECONNREFUSED' })),
      );
    }
    await client.ready();
  });

  it('sends what the lost server did not answer to the next one, in order and before the rest', async () => {
    let jobs = 0;
    const dying = await serverWith({
      SUBMIT_JOB_BG: (_packet, peer) => {
        jobs += 1;
        if (jobs === 1) peer.send({ type: 'JOB_CREATED', handle: 'H:1' });
        if (jobs === 4) peer.close();
      },
    });
    const next = await serverWith(accepting());
    const client = clientOf([dying, next], { window: 3 });
    const tasks = Array.from({ length: 8 }, (_, i) => client.submit('f', `${i}`, { background: true }));
    const servers = (await Promise.all(tasks.map((task) => task.created))).map((job) => job.server);
    expect(servers).toEqual([dying.address, ...new Array(7).fill(next.address)]);
    expect(workloads(next, 'SUBMIT_JOB_BG').join('')).toBe('1234567');
  });

  it('connects again to a single server', async () => {
    const script = accepting(true);
    const server = await serverWith({
      SUBMIT_JOB: (packet, peer) => (peer.number === 1 ? peer.close() : script.SUBMIT_JOB?.(packet, peer)),
    });
    expect(text(await clientOf([server]).run('f', 'again'))).toBe('again');
    expect(server.peers).toHaveLength(2);
  });

  it('gives up on a submission that takes every connection down', async () => {
    const server = await serverWith({ SUBMIT_JOB: (_packet, peer) => peer.close() });
    expect(await caught(clientOf([server]).run('f', ''))).toBeInstanceOf(ConnectionLostError);
    expect(workloads(server)).toHaveLength(2);
  });
});

describe('a lost connection', () => {
  it('loses the foreground jobs that were accepted, and no background job', async () => {
    const server = await serverWith(accepting());
    const client = clientOf([server]);
    const [foreground, background] = [client.submit('f', ''), client.submit('f', '', { background: true })];
    await Promise.all([foreground.created, background.created]);
    server.peers[0]?.close();
    const error = await caught(foreground.result());
    expect(error).toBeInstanceOf(JobLostError);
    expect((error as JobLostError).message).toContain('job H:1 of');
    expect((error as JobLostError).cause).toBeInstanceOf(ConnectionLostError);
    expect(background.state).toBe('created');
  });

  const fragile = async () => {
    const dying = await serverWith({
      SUBMIT_JOB: (_packet, peer) => {
        const lost: Packet = { type: 'WORK_DATA', handle: 'H:1', data: new Uint8Array(3) };
        peer.send({ type: 'JOB_CREATED', handle: 'H:1' }, lost);
        peer.close();
      },
    });
    return { dying, next: await serverWith(accepting(true)) };
  };

  it('is made good by a retry where the job has a unique ID', async () => {
    const { dying, next } = await fragile();
    const events: string[] = [];
    const task = clientOf([dying, next]).submit('f', 'x', {
      unique: 'u',
      retries: 1,
      onEvent: (event) => void events.push(event.type),
    });
    expect(text(await task.result())).toBe('x');
    expect(events).toEqual(['created', 'data', 'created', 'complete']);
    expect(task).toMatchObject({ server: next.address, handle: 'H:1' });
  });

  it('is final where it has none, or when the retries are used up', async () => {
    const { dying } = await fragile();
    const client = clientOf([dying]);
    const [single, joined] = [
      client.submit('f', '', { retries: 5 }),
      client.submit('f', '', { retries: 2, unique: 'u' }),
    ];
    expect(await caught(single.result())).toBeInstanceOf(JobLostError);
    expect(await caught(joined.result())).toBeInstanceOf(JobLostError);
    const created = [];
    for await (const event of joined) if (event.type === 'created') created.push(event);
    expect(created).toHaveLength(3);
  });

  it('brings back no task that was given up before', async () => {
    const server = await serverWith({});
    const client = clientOf([server]);
    const controller = new AbortController();
    const options = { unique: 'u', retries: 1, signal: controller.signal };
    const tasks = ['accepted', 'sent'].map((workload) => client.submit('f', workload, options));
    await server.got('SUBMIT_JOB', 2);
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:1' });
    await tasks[0]?.created;
    controller.abort();
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:2' });
    server.peers[0]?.close();
    await server.until(() => server.openConnections === 0);
    const last = client.submit('f', 'last', { background: true });
    await server.got('SUBMIT_JOB_BG');
    expect(tasks.map((task) => task.state)).toEqual(['lost', 'lost']);
    expect(last.state).toBe('sent');
    expect(workloads(server)).toHaveLength(2);
  });

  it('leaves the outcome of an accepted job unknown, also when no server is left', async () => {
    const { dying } = await fragile();
    const task = clientOf([dying]).submit('f', '', { retries: 1, unique: 'u' });
    await task.created;
    await dying.stop();
    const error = await caught(task.result());
    expect(error).toBeInstanceOf(JobLostError);
    expect((error as JobLostError).cause).toBeInstanceOf(NoServerError);
  });
});

describe('a late workload', () => {
  it('is made when its turn comes, one after the other, in order', async () => {
    const server = await serverWith({});
    const client = clientOf([server], { window: 1 });
    const made: string[] = [];
    const late = (name: string) => async () => {
      made.push(name);
      await Promise.resolve();
      return name;
    };
    for (const name of ['a', 'b']) client.submit('f', late(name), { background: true });
    client.submit('f', 'c', { background: true });
    await server.got('SUBMIT_JOB_BG', 1);
    expect(made).toEqual(['a']);
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:1' });
    await server.got('SUBMIT_JOB_BG', 2);
    expect(made).toEqual(['a', 'b']);
    server.peers[0]?.send({ type: 'JOB_CREATED', handle: 'H:2' });
    await server.got('SUBMIT_JOB_BG', 3);
    expect(workloads(server, 'SUBMIT_JOB_BG')).toEqual(['a', 'b', 'c']);
  });

  it('is made once, however often it is sent', async () => {
    let made = 0;
    const server = await serverWith({ SUBMIT_JOB: (_packet, peer) => peer.close() });
    await caught(clientOf([server]).run('f', () => `${++made}`));
    expect(workloads(server)).toEqual(['1', '1']);
  });

  it('ends its task when it cannot be made, and holds up no other', async () => {
    const server = await serverWith(accepting(true));
    const client = clientOf([server]);
    const cause = new RangeError('no');
    const own = new OutputError('mine');
    const failing = client.run('f', () => Promise.reject(cause));
    const throwing = client.run('f', () => {
      throw own;
    });
    const wrong = client.run('f', () => 5 as unknown as string);
    const good = client.run('f', () => new Uint8Array([65]));
    const error = await caught(failing);
    expect(error).toBeInstanceOf(InputDataError);
    expect((error as InputDataError).cause).toBe(cause);
    expect(await caught(throwing)).toBe(own);
    expect(await caught(wrong)).toMatchObject({ code: 'USAGE' });
    expect(text(await good)).toBe('A');
    expect(workloads(server)).toEqual(['A']);
  });

  it('that never comes holds the line up no longer than its task lives', async () => {
    const server = await serverWith(accepting(true));
    const client = clientOf([server]);
    const stuck = client.run('f', () => new Promise<string>(() => undefined), { timeoutMs: 20 });
    const good = client.run('f', 'good');
    expect(await caught(stuck)).toBeInstanceOf(TimeoutError);
    expect(text(await good)).toBe('good');
  });
});

describe('a closed client', () => {
  it('ends every task: in line, sent and accepted', async () => {
    let jobs = 0;
    const server = await serverWith({
      SUBMIT_JOB: (_packet, peer) => {
        jobs += 1;
        if (jobs === 1) peer.send({ type: 'JOB_CREATED', handle: 'H:1' });
      },
    });
    const client = clientOf([server], { window: 1 });
    const tasks = ['accepted', 'sent', 'waiting'].map((workload) => client.submit('f', workload));
    await server.got('SUBMIT_JOB', 2);
    expect(tasks.map((task) => task.state)).toEqual(['created', 'sent', 'waiting']);
    const errors = Promise.all(tasks.map((task) => caught(task.result())));
    await Promise.all([client.close(), client.close()]);
    for (const error of await errors) expect(error).toBeInstanceOf(ClosedError);
    await server.until(() => server.openConnections === 0);
  });

  it('sends nothing more, also when a workload was being made', async () => {
    const server = await serverWith(accepting());
    const client = clientOf([server]);
    await client.background('f', 'first');
    const stuck = client.submit('f', () => new Promise<string>(() => undefined), { background: true });
    const behind = client.submit('f', 'behind', { background: true });
    await client.close();
    expect([stuck.state, behind.state]).toEqual(['lost', 'lost']);
    await server.until(() => server.openConnections === 0);
    expect(workloads(server, 'SUBMIT_JOB_BG')).toEqual(['first']);
  });

  it('ends what is asked of it later, and what waits for a connection', async () => {
    const server = await serverWith(accepting());
    const client = clientOf([server]);
    const connecting = client.submit('f', '');
    const status = client.status('H:1');
    const failed = Promise.all([connecting.created, status].map(caught));
    await client.close();
    const late = client.submit('f', '');
    expect(late.ended).toBe(false);
    for (const error of [...(await failed), await caught(late.created), await caught(client.echo())]) {
      expect(error).toBeInstanceOf(ClosedError);
    }
    await client.ready();
  });
});
