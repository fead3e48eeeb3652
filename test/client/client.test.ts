import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client, type ClientOptions, type SubmitOptions, type Task, type TaskEvent } from '../../src/client/index.js';
import {
  AbortedError,
  AddressError,
  JobExceptionError,
  JobFailedError,
  NameError,
  NoServerError,
  ServerError,
  TimeoutError,
  UsageError,
} from '../../src/errors.js';
import type { Packet } from '../../src/protocol/index.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { WirePeer } from '../support/wire-peer.js';
import { caught, text } from './outcomes.js';
import { type AssignedJob, WireWorker, type WorkFunction } from './wire-worker.js';

const bytes = (content: string) => new TextEncoder().encode(content);
const complete = (job: AssignedJob, data: Uint8Array): Packet => ({ type: 'WORK_COMPLETE', handle: job.handle, data });

/** Answers with the workload, last byte first. */
const reverse: WorkFunction = (job, send) => send(complete(job, job.data.slice().reverse()));

let gearmand: Gearmand;
let functions = 0;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
});

afterAll(() => gearmand.stop());

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function clientOf(options: ClientOptions = {}): Client {
  const client = new Client({ servers: gearmand.address, timeoutMs: 10_000, ...options });
  closers.unshift(() => client.close());
  return client;
}

/** Names a function that no other test has used, and starts a worker for it where one is given. */
async function functionFor(work?: WorkFunction): Promise<string> {
  functions += 1;
  const name = `function-${functions}`;
  if (work !== undefined) {
    const worker = await WireWorker.start(gearmand.port, name, work);
    closers.unshift(() => worker.stop());
  }
  return name;
}

async function eventsOf(task: Task): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for await (const event of task) events.push(event);
  return events;
}

describe('a job in the foreground', () => {
  it('is run, and its result returned', async () => {
    const name = await functionFor(reverse);
    expect(text(await clientOf().run(name, 'hello'))).toBe('olleh');
  });

  it('may carry any bytes, many of them, or none', async () => {
    const name = await functionFor(reverse);
    const client = clientOf();
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(await client.run(name, every)).toEqual(every.slice().reverse());
    expect(await client.run(name, new Uint8Array(0))).toEqual(new Uint8Array(0));
    const large = new Uint8Array(20 * 1024 * 1024).fill(7);
    large[0] = 1;
    const result = await client.run(name, large);
    expect([result.length, result[0], result.at(-1)]).toEqual([large.length, 7, 1]);
  });

  it('may have names in any script', async () => {
    const worker = await WireWorker.start(gearmand.port, Buffer.from('größe-大小').toString('latin1'), (job, send) =>
      send(complete(job, Buffer.from(job.unique, 'latin1'))),
    );
    closers.unshift(() => worker.stop());
    const task = clientOf().submit('größe-大小', '', { unique: 'schlüssel-キー' });
    expect(text(await task.result())).toBe('schlüssel-キー');
    expect(task).toMatchObject({ functionName: 'größe-大小', unique: 'schlüssel-キー' });
  });

  it('reports everything on the way', async () => {
    const name = await functionFor(({ handle }, send) => {
      send({ type: 'WORK_STATUS', handle, numerator: '1', denominator: '2' });
      send({ type: 'WORK_WARNING', handle, data: bytes('careful') });
      send({ type: 'WORK_DATA', handle, data: bytes('one ') });
      send({ type: 'WORK_COMPLETE', handle, data: bytes('two') });
    });
    const heard: TaskEvent[] = [];
    const task = clientOf().submit(name, '', { onEvent: (event) => void heard.push(event) });
    const result = task.result();
    const events = await eventsOf(task);
    expect(events).toEqual([
      { type: 'created', handle: task.handle, server: gearmand.address },
      { type: 'status', numerator: 1, denominator: 2 },
      { type: 'warning', data: bytes('careful') },
      { type: 'data', data: bytes('one ') },
      { type: 'complete', data: bytes('two') },
    ]);
    expect(heard).toEqual(events);
    expect(text(await result)).toBe('one two');
  });

  it('fails, or fails with an exception', async () => {
    const name = await functionFor((job, send) =>
      send(
        text(job.data) === 'fail'
          ? { type: 'WORK_FAIL', handle: job.handle }
          : { type: 'WORK_EXCEPTION', handle: job.handle, data: bytes('no paper') },
      ),
    );
    const client = clientOf();
    expect(await caught(client.run(name, 'fail'))).toBeInstanceOf(JobFailedError);
    const error = await caught(client.run(name, 'throw'));
    expect(error).toBeInstanceOf(JobExceptionError);
    expect(text((error as JobExceptionError).exception)).toBe('no paper');
  });

  it('just fails where exceptions are not asked for', async () => {
    const name = await functionFor(({ handle }, send) =>
      send({ type: 'WORK_EXCEPTION', handle, data: bytes('no paper') }),
    );
    expect(await caught(clientOf({ exceptions: false }).run(name, ''))).toBeInstanceOf(JobFailedError);
  });

  it('is one job for all that submit it under one unique ID, each with its own events', async () => {
    const assigned: (() => void)[] = [];
    const name = await functionFor((job, send) => {
      assigned.push(() => {
        send({ type: 'WORK_DATA', handle: job.handle, data: bytes('a') });
        send({ type: 'WORK_DATA', handle: job.handle, data: bytes('b') });
        send(complete(job, bytes('c')));
      });
    });
    const [client, other] = [clientOf(), clientOf()];
    const tasks = [client, client, other, client].map((each) => each.submit(name, '', { unique: 'same' }));
    const handles = await Promise.all(tasks.map(async (task) => (await task.created).handle));
    expect(new Set(handles).size).toBe(1);
    expect(await client.statusByUnique('same')).toMatchObject({ known: true, waitingClients: 4 });
    await expect.poll(() => assigned.length).toBe(1);
    assigned[0]?.();
    for (const task of tasks) expect(text(await task.result())).toBe('abc');
    const types = (await eventsOf(tasks[1] as Task)).map((event) => event.type);
    expect(types).toEqual(['created', 'data', 'data', 'complete']);
  });

  it('shares a connection with thousands of others', async () => {
    const name = await functionFor(reverse);
    const client = clientOf({ window: 100 });
    const results = await Promise.all(Array.from({ length: 3000 }, (_, i) => client.run(name, `<${i}>`)));
    expect(results.map(text)).toEqual(Array.from({ length: 3000 }, (_, i) => [...`<${i}>`].reverse().join('')));
  });

  it('is given up by a time-out or a signal, and leaves the others alone', async () => {
    const name = await functionFor((job, send) => {
      if (text(job.data) === 'answer') send(complete(job, bytes('done')));
    });
    const client = clientOf();
    const controller = new AbortController();
    const unserved = await functionFor();
    const slow = client.submit(unserved, '', { timeoutMs: 500 });
    const given = caught(client.run(unserved, '', { signal: controller.signal }));
    await slow.created;
    controller.abort(new RangeError('enough'));
    const [late, aborted] = [await caught(slow.result()), await given];
    expect(late).toBeInstanceOf(TimeoutError);
    expect((late as Error).message).toContain(`${gearmand.address} accepted it as ${slow.handle}`);
    expect(aborted).toBeInstanceOf(AbortedError);
    expect((aborted as Error).cause).toBeInstanceOf(RangeError);
    expect(await caught(client.run(name, '', { signal: controller.signal }))).toBeInstanceOf(AbortedError);
    expect(text(await client.run(name, 'answer'))).toBe('done');
  });

  it('is refused at once when it cannot be submitted', async () => {
    const client = clientOf();
    expect(() => client.submit('', '')).toThrow(NameError);
    expect(() => client.submit('f', 5 as unknown as string)).toThrow(UsageError);
    expect(await caught(client.run('f', '', { unique: 'u'.repeat(64) }))).toBeInstanceOf(NameError);
    expect(await caught(client.background('f', '', { runAt: new Date(Number.NaN) }))).toBeInstanceOf(UsageError);
  });

  it('is refused by the server when its queue is full', async () => {
    const name = await functionFor();
    const client = clientOf();
    await client.background(name, '');
    const admin = await WirePeer.connect(gearmand.port);
    closers.unshift(() => admin.close());
    admin.send(`maxqueue ${name} 1\r\n`);
    await admin.text('OK\r\n');
    const error = await caught(client.run(name, ''));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ serverCode: 'QUEUE_ERROR', server: gearmand.address });
  });
});

describe('a job in the background', () => {
  it('is accepted with a handle, and known to the server', async () => {
    const name = await functionFor();
    const client = clientOf();
    const handle = await client.background(name, 'x');
    expect(handle).toMatch(/^H:.+:\d+$/);
    expect(await client.status(handle)).toEqual({
      known: true,
      running: false,
      numerator: 0,
      denominator: 0,
      server: gearmand.address,
    });
  });

  it.each<[SubmitOptions, string]>([
    [{ priority: 'high' }, '1\t0\t0'],
    [{ priority: 'normal' }, '0\t1\t0'],
    [{ priority: 'low' }, '0\t0\t1'],
    [{ runAt: new Date(Date.now() + 3_600_000) }, '0\t1\t0'],
    [{ reducer: 'sum' }, '0\t1\t0'],
  ])('waits in the queue of its priority: %o', async (options, queues) => {
    const name = await functionFor();
    await clientOf().background(name, 'x', options);
    const admin = await WirePeer.connect(gearmand.port);
    closers.unshift(() => admin.close());
    admin.send('prioritystatus\r\n');
    expect(await admin.text('\n.\n')).toContain(`${name}\t${queues}\t0\n`);
  });

  it('is one of many that are submitted as fast as they go', async () => {
    const name = await functionFor();
    const client = clientOf({ window: 50 });
    let created = 0;
    const onEvent = (event: TaskEvent) => {
      if (event.type === 'created') created += 1;
    };
    let last: Task | undefined;
    for (let i = 0; i < 5000; i++) {
      last = client.submit(name, `${i}`, { background: true, onEvent });
      await client.ready();
    }
    await last?.created;
    expect(created).toBe(5000);
  });
});

describe('the status of a job', () => {
  it('has its progress while it runs, by handle and by unique ID, and ends with it', async () => {
    let finish: (() => void) | undefined;
    const name = await functionFor((job, send) => {
      send({ type: 'WORK_STATUS', handle: job.handle, numerator: '3', denominator: '4' });
      finish = () => send(complete(job, bytes('')));
    });
    const client = clientOf();
    const task = client.submit(name, '', { unique: 'progress' });
    for await (const event of task) if (event.type === 'status') break;
    const running = { known: true, running: true, numerator: 3, denominator: 4, server: gearmand.address };
    expect(await client.status(task.handle ?? '')).toEqual(running);
    expect(await client.statusByUnique('progress')).toEqual({ ...running, waitingClients: 1 });
    finish?.();
    await task.result();
    expect(await client.status(task.handle ?? '')).toMatchObject({ known: false, running: false });
    expect(await client.statusByUnique('progress')).toMatchObject({ known: false, waitingClients: 0 });
  });

  it('is asked of the server that has the task, of one that is named, or of all', async () => {
    const name = await functionFor();
    const other = await ScriptedServer.start({
      GET_STATUS: ({ handle }, peer) =>
        peer.send({ type: 'STATUS_RES', handle, known: '0', running: '0', numerator: '0', denominator: '0' }),
    });
    closers.push(() => other.stop());
    const client = clientOf({ servers: [gearmand.address, other.address] });
    const task = client.submit(name, '');
    const { handle } = await task.created;
    await client.status(handle);
    expect(other.received).toEqual([]);
    expect(await client.status(handle, { server: other.address })).toMatchObject({
      known: false,
      server: other.address,
    });
    const background = await client.background(name, '');
    expect(await client.status(background)).toMatchObject({ known: true, server: gearmand.address });
    expect(await client.status('H:nobody:1')).toMatchObject({ known: false });
    expect(other.packets('GET_STATUS')).toHaveLength(3);
  });

  it('is not asked for a handle that no server would answer', async () => {
    const client = clientOf();
    expect(await caught(client.status('H'.repeat(64)))).toBeInstanceOf(NameError);
    expect(await caught(client.status(''))).toBeInstanceOf(NameError);
    expect(await caught(client.statusByUnique('u'.repeat(64)))).toBeInstanceOf(NameError);
    expect(await caught(client.status('H:1', { server: 'elsewhere' }))).toBeInstanceOf(AddressError);
  });

  it('is not waited for longer than allowed, nor when no server is there', async () => {
    const silent = await ScriptedServer.start();
    closers.push(() => silent.stop());
    const client = clientOf({ servers: silent.address });
    expect(await caught(client.status('H:1', { timeoutMs: 20 }))).toBeInstanceOf(TimeoutError);
    expect(await caught(client.status('H:1', { signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
    const gone = clientOf({ servers: await ScriptedServer.stoppedAddress() });
    expect(await caught(gone.status('H:1'))).toBeInstanceOf(NoServerError);
  });
});

describe('an echo', () => {
  it('goes through every server, and tells how each one answered', async () => {
    const liar = await ScriptedServer.start({
      ECHO_REQ: (_packet, peer) => peer.send({ type: 'ECHO_RES', data: bytes('something else') }),
    });
    closers.push(() => liar.stop());
    const gone = await ScriptedServer.stoppedAddress();
    const client = clientOf({ servers: [gearmand.address, gone, liar.address] });
    const results = await client.echo(Uint8Array.from([0, 255, 0]));
    expect(results).toMatchObject([
      { server: gearmand.address, ok: true },
      { server: gone, ok: false, error: { code: 'CONNECT_FAILED', errno: 'ECONNREFUSED' } },
      { server: liar.address, ok: false, error: { code: 'PROTOCOL' } },
    ]);
    expect(results[0]?.ok && results[0].ms).toBeGreaterThan(0);
    expect(client.servers).toEqual([gearmand.address, gone, liar.address]);
  });

  it('may be sent to one server, and given up', async () => {
    const silent = await ScriptedServer.start();
    closers.push(() => silent.stop());
    const client = clientOf({ servers: [gearmand.address, silent.address] });
    expect(await client.echo('hi', { server: gearmand.address })).toMatchObject([{ ok: true }]);
    expect(await client.echo('hi', { server: silent.address, timeoutMs: 20 })).toMatchObject([
      { ok: false, error: { code: 'TIMEOUT' } },
    ]);
    expect(await caught(client.echo('hi', { signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
  });
});

describe('a client', () => {
  it('is closed at the end of its block', async () => {
    const silent = await ScriptedServer.start();
    closers.push(() => silent.stop());
    {
      await using client = new Client({ servers: silent.address });
      client.submit('f', '');
      await silent.got('SUBMIT_JOB');
    }
    await silent.until(() => silent.openConnections === 0);
  });

  it('keeps the process alive while it waits for a job, and no longer', async () => {
    const finish: (() => void)[] = [];
    const name = await functionFor((job, send) => void finish.push(() => send(complete(job, bytes('done')))));
    const program = `
      import { Client } from './dist/client/index.js';
      const client = new Client({ servers: '${gearmand.address}' });
      const task = client.submit('${name}', '');
      await task.created;
      console.log(Buffer.from(await task.result()).toString());
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const closed = once(child, 'close');
    await expect.poll(() => finish.length, { timeout: 10_000 }).toBe(1);
    finish[0]?.();
    expect(await closed).toEqual([0, null]);
    expect(printed).toBe('done\n');
  });
});
