import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client, type TaskEvent } from '../../src/client/index.js';
import { JobExceptionError, JobFailedError, JobLostError, NoServerError } from '../../src/errors.js';
import { askAdmin, type Language, startForeignWorker, stopProcess, type WorkerMode } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;

/** Every byte, NUL first, and nothing that UTF-8 would accept. */
const everyByte = Uint8Array.from({ length: 256 * 40 }, (_, index) => index % 256);

let gearmand: Gearmand;
let client: Client;
const workers: ChildProcess[] = [];
let functions = 0;

beforeAll(async () => {
  gearmand = await startGearmand();
  client = new Client({ servers: gearmand.address, timeoutMs: 15_000 });
  // The connection is kept from test to test, so it is there before the first.
  await client.echo();
});

afterAll(async () => {
  await client.close();
  await gearmand.stop();
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => stopProcess(worker)));
});

/** Starts a worker for a function of its own and gives the function's name. */
async function work(language: Language, mode: WorkerMode): Promise<string> {
  const functionName = `${language}-${mode}-${++functions}`;
  workers.push(await startForeignWorker(language, gearmand.port, functionName, mode));
  return functionName;
}

describe.each(['c', 'php', 'perl'] as const)('our client and a worker in %s', (language) => {
  it('pass bytes of every value both ways', async () => {
    const echo = await work(language, 'echo');
    expect(Buffer.from(await client.run(echo, everyByte)).equals(everyByte)).toBe(true);
    expect(Buffer.from(await client.run(echo, 'größe')).toString()).toBe('größe');
  });

  it('pass a workload of 100 MB', async () => {
    const length = await work(language, 'length');
    const workload = new Uint8Array(100 * MIB).fill(0xff);
    expect(Buffer.from(await client.run(length, workload)).toString()).toBe(`${100 * MIB}`);
  });

  it('agree on a job that fails', async () => {
    await expect(client.run(await work(language, 'fail'), 'x')).rejects.toBeInstanceOf(JobFailedError);
  });

  it('pass progress, warnings and data in the order in which they were sent', async () => {
    const events: TaskEvent[] = [];
    for await (const event of client.submit(await work(language, 'talk'), 'x')) events.push(event);
    const kinds = { c: ['created'], php: ['created', 'status', 'warning', 'data'], perl: ['created', 'status'] }[
      language
    ];
    expect(events.map((event) => event.type)).toEqual([...kinds, 'complete']);
    expect(events.find((event) => event.type === 'status') ?? { numerator: 1, denominator: 4 }).toMatchObject({
      numerator: 1,
      denominator: 4,
    });
    const bytes = events.flatMap((event) => (event.type === 'data' || event.type === 'complete' ? [event.data] : []));
    expect(Buffer.concat(bytes).toString()).toBe(language === 'perl' ? 'end' : 'part,end');
  });

  it('share many jobs on one connection, each with its own result', async () => {
    const echo = await work(language, 'echo');
    const inputs = Array.from({ length: 100 }, (_, index) => `job ${index}`);
    const results = await Promise.all(inputs.map((input) => client.run(echo, input)));
    expect(results.map((result) => Buffer.from(result).toString())).toEqual(inputs);
  });

  it('agree on background jobs: they are known until they are done', async () => {
    const echo = await work(language, 'echo');
    const handles = await Promise.all(Array.from({ length: 20 }, () => client.background(echo, 'x')));
    expect(new Set(handles).size).toBe(20);
    await until(async () =>
      (await Promise.all(handles.map((handle) => client.status(handle)))).every(({ known }) => !known),
    );
  });
});

// Perl's worker does not survive an empty workload, whichever client sends it.
describe.each(['c', 'php'] as const)('our client and a worker in %s', (language) => {
  it('pass an empty workload and an empty result', async () => {
    expect(await client.run(await work(language, 'echo'), new Uint8Array(0))).toHaveLength(0);
  });
});

describe.each(['php', 'perl'] as const)('our client and a worker in %s that throws', (language) => {
  it('pass the exception', async () => {
    const thrown = await client.run(await work(language, 'exception'), 'x').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(JobExceptionError);
    expect(Buffer.from((thrown as JobExceptionError).exception).toString()).toContain('no decode delegate');
  });
});

describe('our client and two servers', () => {
  it('goes on with the second when the first is killed mid-way, and loses no background job', async () => {
    const [first, second] = await Promise.all([startGearmand(), startGearmand()]);
    const own = new Client({ servers: [first.address, second.address] });
    const before = await Promise.all(Array.from({ length: 50 }, (_, index) => own.background('kept', `${index}`)));
    const lost = own.submit('kept', 'in the foreground');
    await lost.created;
    const task = lost.result().catch((error: unknown) => error);
    await first.stop();
    expect(await task).toBeInstanceOf(JobLostError);
    const after = await Promise.all(Array.from({ length: 50 }, (_, index) => own.background('kept', `${index}`)));
    expect(before.length + after.length).toBe(100);
    expect(await askAdmin(second.port, 'status')).toBe('kept\t50\t0\t0\n.\n');
    await second.stop();
    await expect(own.background('kept', 'nowhere')).rejects.toBeInstanceOf(NoServerError);
    await own.close();
  });
});
