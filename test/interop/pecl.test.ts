import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/index.js';
import { Client, type TaskEvent } from '../../src/client/index.js';
import { ClosedError, ConnectError, JobFailedError, NoServerError, TimeoutError } from '../../src/errors.js';
import { type Job, Worker } from '../../src/worker/index.js';
import { askAdmin } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

/** One test for each row of the tables in docs/library.md, against a real gearmand. */
let gearmand: Gearmand;
let client: Client;
let worker: Worker;

beforeAll(async () => {
  gearmand = await startGearmand();
  client = new Client({ servers: gearmand.address, timeoutMs: 10_000 });
  await client.echo();
});
afterEach(() => worker?.giveBack());
afterAll(async () => {
  await client.close();
  await gearmand.stop();
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** Starts a worker for one function. */
function working(
  functionName: string,
  handler: (job: Job) => Promise<string | undefined> | string | undefined,
): Worker {
  worker = new Worker({ servers: gearmand.address });
  worker.register(functionName, handler);
  void worker.run();
  return worker;
}

async function eventsOf(functionName: string): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for await (const event of client.submit(functionName, 'x')) events.push(event);
  return events;
}

const talk = (job: Job) => {
  job.sendStatus(3, 4);
  job.sendWarning('careful');
  job.sendData('part,');
  return 'end';
};

describe('GearmanClient', () => {
  it('__construct, __destruct: new Client, close, await using', async () => {
    const own = new Client({ servers: gearmand.address });
    await own.close();
    await expect(own.background('f', '')).rejects.toBeInstanceOf(ClosedError);
    await using scoped = new Client({ servers: gearmand.address });
    expect(await scoped.background('own', '')).toMatch(/^H:/);
  });

  it('returnCode, error, getErrno: the class, code, message and cause of the error', async () => {
    await using own = new Client({ servers: '127.0.0.1:1' });
    const error = await own.run('f', '').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoServerError);
    expect(error).toMatchObject({
      code: 'NO_SERVER',
      failures: [{ constructor: ConnectError, errno: 'ECONNREFUSED' }],
    });
  });

  it('options, setOptions, addOptions, removeOptions: the options object', async () => {
    working('throws', () => {
      throw new Error('text');
    });
    await using without = new Client({ servers: gearmand.address, exceptions: false });
    await expect(without.run('throws', '')).rejects.toBeInstanceOf(JobFailedError);
  });

  it('timeout, setTimeout: timeoutMs of the client or of a call, and a signal', async () => {
    await using own = new Client({ servers: gearmand.address, timeoutMs: 50 });
    await expect(own.run('nobody', '')).rejects.toBeInstanceOf(TimeoutError);
    await expect(client.run('nobody', '', { timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError);
    await expect(client.run('nobody', '', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  it('addServer, addServers: a list of servers', () => {
    expect(new Client({ servers: 'q1,q2:4731' }).servers).toEqual(['q1:4730', 'q2:4731']);
  });

  it('doNormal, doHigh, doLow: run with a priority', async () => {
    const order: string[] = [];
    const results = (['low', 'normal', 'high'] as const).map((priority) =>
      client.run('ranked', priority, { priority }),
    );
    await until(async () => (await askAdmin(gearmand.port, 'prioritystatus')).includes('ranked\t1\t1\t1'));
    working('ranked', (job) => {
      order.push(text(job.workload));
      return 'done';
    });
    await Promise.all(results);
    expect(order).toEqual(['high', 'normal', 'low']);
  });

  it('doBackground, doHighBackground, doLowBackground: background with a priority', async () => {
    for (const priority of ['high', 'normal', 'low'] as const) {
      expect(await client.background('later', '', { priority })).toMatch(/^H:/);
    }
    expect(await askAdmin(gearmand.port, 'prioritystatus')).toContain('later\t1\t1\t1\t0');
  });

  it('doJobHandle, doStatus: the handle and the progress of a task', async () => {
    working('talks', talk);
    const task = client.submit('talks', '');
    expect((await task.created).handle).toMatch(/^H:/);
    await task.result();
    expect([task.handle, task.numerator, task.denominator]).toEqual([expect.stringMatching(/^H:/), 3, 4]);
  });

  it('jobStatus, jobStatusByUniqueKey, addTaskStatus: status and statusByUnique', async () => {
    const handle = await client.background('asked', '', { unique: 'u-1' });
    const waiting = { known: true, running: false, numerator: 0, denominator: 0 };
    expect(await client.status(handle)).toMatchObject(waiting);
    expect(await client.statusByUnique('u-1')).toMatchObject({ ...waiting, waitingClients: 0 });
    expect(await client.status('H:nobody:1')).toMatchObject({ known: false });
  });

  it('ping: echo through every server', async () => {
    await using own = new Client({ servers: [gearmand.address, '127.0.0.1:1'] });
    expect(await own.echo('data')).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it('addTask, addTaskHigh, addTaskLow, runTasks: submit and Promise.all', async () => {
    working('twice', (job) => text(job.workload).repeat(2));
    const tasks = (['high', 'normal', 'low'] as const).map((priority) =>
      client.submit('twice', priority, { priority }),
    );
    expect((await Promise.all(tasks.map((task) => task.result()))).map(text)).toEqual([
      'highhigh',
      'normalnormal',
      'lowlow',
    ]);
  });

  it('addTaskBackground and its forms: submit in the background', async () => {
    const task = client.submit('later', '', { background: true, priority: 'high' });
    expect((await task.created).handle).toMatch(/^H:/);
    expect(task.state).toBe('created');
  });

  it('setWorkloadCallback: a workload may be a function', async () => {
    working('echo', (job) => text(job.workload));
    expect(text(await client.run('echo', async () => 'made late'))).toBe('made late');
  });

  it('setCreatedCallback and the others: iterate a task, or listen', async () => {
    working('talks', talk);
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      client.submit('talks', '', {
        onEvent: ({ type }) => {
          heard.push(type);
          if (type === 'complete') resolve();
        },
      });
    });
    expect(heard).toEqual(['created', 'status', 'warning', 'data', 'complete']);
    expect((await eventsOf('talks')).map(({ type }) => type)).toEqual(heard);
    await worker.giveBack();
    working('fails', (job) => {
      job.fail();
      return undefined;
    });
    expect((await eventsOf('fails')).at(-1)).toEqual({ type: 'fail' });
  });

  it('enableExceptionHandler: exceptions are asked for', async () => {
    working('throws', () => {
      throw new Error('text');
    });
    expect((await eventsOf('throws')).at(-1)).toEqual({ type: 'exception', data: new Uint8Array(Buffer.from('text')) });
  });
});

describe('GearmanTask', () => {
  it('returnCode, functionName, unique, jobHandle: state and identity', async () => {
    working('echo', (job) => text(job.workload));
    const task = client.submit('echo', '', { unique: 'u-2' });
    await task.result();
    expect(task).toMatchObject({
      state: 'complete',
      functionName: 'echo',
      unique: 'u-2',
      handle: expect.stringMatching(/^H:/),
    });
  });

  it('isKnown, isRunning, taskNumerator, taskDenominator: the status of its handle', async () => {
    let end: () => void = () => undefined;
    working('waits', async (job) => {
      job.sendStatus(1, 2);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return '';
    });
    const task = client.submit('waits', '');
    for await (const event of task) if (event.type === 'status') break;
    const running = { known: true, running: true, numerator: 1, denominator: 2 };
    expect(await client.status((await task.created).handle)).toMatchObject(running);
    end();
    await task.result();
  });

  it('data, dataSize, recvData: data piece by piece', async () => {
    working('pieces', (job) => {
      for (const piece of ['a', 'bb', 'ccc']) job.sendData(piece);
      return '';
    });
    const sizes = (await eventsOf('pieces')).flatMap((event) => (event.type === 'data' ? [event.data.length] : []));
    expect(sizes).toEqual([1, 2, 3]);
  });
});

describe('GearmanWorker', () => {
  it('setId, addServers, register, addFunction: ID, servers, functions with time-outs', async () => {
    worker = new Worker({ servers: gearmand.address, id: 'named' });
    worker.register('timed', () => '', { timeoutMs: 5000 });
    void worker.run();
    await until(async () => / named : timed$/m.test(await askAdmin(gearmand.port, 'workers')));
  });

  it('unregister, unregisterAll: the same', async () => {
    working('gone', () => '');
    worker.register('gone too', () => '');
    await until(async () => (await askAdmin(gearmand.port, 'status')).includes('gone\t0\t0\t1'));
    worker.unregister('gone');
    await until(async () => (await askAdmin(gearmand.port, 'status')).includes('gone\t0\t0\t0'));
    worker.unregisterAll();
    await until(async () => (await askAdmin(gearmand.port, 'status')).includes('gone too\t0\t0\t0'));
  });

  it('grabJob, register: grab', async () => {
    worker = new Worker({ servers: gearmand.address });
    const result = client.run('grabbed', 'x');
    const job = await worker.grab(['grabbed']);
    job?.complete('by hand');
    expect(text(await result)).toBe('by hand');
  });

  it('work, timeout, setTimeout: runOnce and run, with their limits', async () => {
    worker = new Worker({ servers: gearmand.address });
    worker.register('once', () => 'done');
    expect(await worker.runOnce({ timeoutMs: 50 })).toBe(false);
    const result = client.run('once', '');
    expect(await worker.runOnce({ timeoutMs: 5000 })).toBe(true);
    expect(text(await result)).toBe('done');
    await worker.stop();
    await worker.run({ idleTimeoutMs: 50 });
  });

  it('ping, enableExceptionHandler: echo, and the option is accepted', async () => {
    worker = new Worker({ servers: gearmand.address, exceptions: true });
    worker.register('any', () => 'ok');
    void worker.run();
    expect(await worker.echo('data')).toMatchObject([{ ok: true }]);
    expect(text(await client.run('any', ''))).toBe('ok');
  });
});

describe('GearmanJob', () => {
  it('sendData, sendWarning, sendStatus, sendComplete: the same, by the job', async () => {
    working('by-job', (job) => {
      talk(job);
      job.complete('end');
      return undefined;
    });
    expect((await eventsOf('by-job')).map(({ type }) => type)).toEqual([
      'created',
      'status',
      'warning',
      'data',
      'complete',
    ]);
  });

  it('sendException, sendFail, setReturn, returnCode: exception, fail, outcome', async () => {
    const outcomes: (string | undefined)[] = [];
    working('ends', (job) => {
      if (text(job.workload) === 'fail') job.fail();
      else job.exception('text');
      outcomes.push(job.outcome);
      return undefined;
    });
    await expect(client.run('ends', 'fail')).rejects.toMatchObject({ code: 'JOB_FAILED' });
    await expect(client.run('ends', 'throw')).rejects.toMatchObject({ code: 'JOB_EXCEPTION' });
    expect(outcomes).toEqual(['fail', 'exception']);
  });

  it('setReturn(GEARMAN_WORK_ERROR): giveBack asks for another try', async () => {
    let tries = 0;
    worker = new Worker({ servers: gearmand.address, backoff: { minMs: 10 } });
    worker.register('retried', (job) => {
      if (++tries === 1) job.giveBack();
      return 'second try';
    });
    void worker.run();
    expect(text(await client.run('retried', ''))).toBe('second try');
  });

  it('handle, functionName, unique, workload, workloadSize: the same', async () => {
    let seen: unknown[] = [];
    working('facts', (job) => {
      seen = [job.handle, job.functionName, job.unique, text(job.workload), job.workload.length];
      return '';
    });
    await client.run('facts', 'größe', { unique: 'u-3' });
    expect(seen).toEqual([expect.stringMatching(/^H:/), 'facts', 'u-3', 'größe', 7]);
  });
});

describe('the free functions', () => {
  it('gearman_version, gearman_verbose_name: of a server, by Admin', async () => {
    await using admin = new Admin(gearmand.address);
    expect(await admin.version()).toMatch(/^\d/);
    expect(await admin.verbose()).toBe('ERROR');
  });
});
