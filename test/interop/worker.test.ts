import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { Worker } from '../../src/worker/index.js';
import { askAdmin, runForeignClient } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;
const everyByte = Uint8Array.from({ length: 256 * 40 }, (_, index) => index % 256);

let gearmand: Gearmand;
let worker: Worker;

beforeAll(async () => {
  gearmand = await startGearmand();
});
afterEach(() => worker.stop());
afterAll(() => gearmand.stop());

/** Starts our worker with functions of every kind. */
async function work(): Promise<void> {
  worker = new Worker({ servers: gearmand.address, concurrency: 2, maxPacketBytes: 128 * MIB });
  worker.register('echo', (job) => job.workload);
  worker.register('length', (job) => `${job.workload.length}`);
  worker.register('fail', (job) => {
    job.fail();
    return undefined;
  });
  worker.register('throw', () => {
    throw new Error('no decode delegate');
  });
  worker.register('talk', (job) => {
    job.sendStatus(1, 4);
    job.sendWarning('careful');
    job.sendData('part,');
    return 'end';
  });
  void worker.run();
  await until(async () => (await askAdmin(gearmand.port, 'status')).includes('talk\t0\t0\t2'));
}

describe.each(['c', 'php', 'perl'] as const)('our worker and a client in %s', (language) => {
  const run = (functionName: string, workload: Uint8Array) =>
    runForeignClient(language, gearmand.port, functionName, workload);

  it('pass bytes of every value both ways', async () => {
    await work();
    const whole = await run('echo', everyByte);
    expect(whole.stdout.equals(everyByte), whole.stderr).toBe(true);
    expect(whole.exitCode).toBe(0);
  });

  it('pass a large workload and a large result', async () => {
    await work();
    // libgearman needs time that grows with the square of the size, so C and PHP are given less.
    const workload = new Uint8Array({ c: 1, php: 4, perl: 100 }[language] * MIB).fill(0xff);
    const { stdout } = await run('echo', workload);
    expect(stdout.length).toBe(workload.length);
    expect(stdout.equals(workload)).toBe(true);
  });

  it('agree on a job that fails', async () => {
    await work();
    expect((await run('fail', Buffer.from('x'))).exitCode).toBe(1);
  });

  it('pass data, and what else the client shows', async () => {
    await work();
    const { stdout, stderr } = await run('talk', Buffer.from('x'));
    // The C client shows progress on stdout, among the data.
    expect(stdout.toString().replace('25% Complete\n', '')).toBe('part,end');
    expect(stderr).toContain('careful');
    if (language !== 'c') expect(stderr).toContain('status: 1/4');
  });

  it('agree on background jobs', async () => {
    await work();
    const { stdout } = await runForeignClient(language, gearmand.port, 'echo', Buffer.from('x'), 'background');
    expect(stdout.toString()).toMatch(/H:.+:\d+/);
    await until(async () => (await askAdmin(gearmand.port, 'status')).includes('echo\t0\t0\t2'));
  });
});

describe.each(['php', 'perl'] as const)('our worker and a client in %s that wants exceptions', (language) => {
  it('pass the exception', async () => {
    await work();
    const { stderr } = await runForeignClient(language, gearmand.port, 'throw', Buffer.from('x'));
    expect(stderr).toContain('exception: no decode delegate');
  });
});

// PHP's client sends no empty workload.
describe.each(['c', 'perl'] as const)('our worker and a client in %s', (language) => {
  it('pass an empty workload and an empty result', async () => {
    await work();
    const empty = new Uint8Array(0);
    expect(await runForeignClient(language, gearmand.port, 'echo', empty)).toMatchObject({
      stdout: Buffer.alloc(0),
      exitCode: 0,
    });
  });
});

describe('our worker and our client', () => {
  it('pass 100 MB both ways', async () => {
    await work();
    await using client = new Client({ servers: gearmand.address, maxPacketBytes: 128 * MIB });
    const workload = new Uint8Array(100 * MIB).fill(0xff);
    expect(Buffer.from(await client.run('echo', workload)).equals(workload)).toBe(true);
  });
});
