import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '../../../../src/client/index.js';
import { type Gearmand, startGearmand } from '../../../support/gearmand.js';
import { FaultWorker, type FaultWorkerOptions } from './fault-worker.js';

/** What a pipe does not take in one go, so that its command needs FIFOs and its file has to be written. */
const WORKLOAD = 'w'.repeat(200_000);

let gearmand: Gearmand;
let client: Client;
const workers: FaultWorker[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  client = new Client({ servers: gearmand.address });
  await client.echo(''); // It stays connected.
});
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    await worker.kill();
    await worker.leavesNothing();
  }
});
afterAll(async () => {
  await client.close();
  await gearmand.stop();
});

async function start(argv: readonly string[], options?: FaultWorkerOptions): Promise<FaultWorker> {
  const worker = await FaultWorker.start(gearmand.address, argv, options);
  workers.push(worker);
  return worker;
}

const run = async (functionName: string) =>
  Buffer.from(await client.run(functionName, WORKLOAD, { timeoutMs: 15_000 })).toString();

/** Limits what a worker may have, or takes the limit away. */
const limit = ({ pid }: FaultWorker, what: string, soft: number | '') =>
  execFileSync('prlimit', [`--pid=${pid}`, `--${what}=${soft}:`]);

describe('a worker without what commands need', () => {
  it('gives its jobs back while it has no descriptor left, and does them when it has', async () => {
    const worker = await start(['-j', '3', 'descriptors', '--', 'cat']);
    limit(worker, 'nofile', 3);
    const jobs = ['a', 'b', 'c'].map(() => run('descriptors'));
    await worker.told('end', 3);
    expect(worker.log.filter(({ outcome }) => outcome !== undefined && outcome !== 'requeued')).toEqual([]);
    expect(worker.log.find(({ type }) => type === 'end')?.message).toContain('EMFILE');
    limit(worker, 'nofile', 1024);
    for (const job of jobs) expect(await job).toBe(WORKLOAD);
  });

  it('gives its jobs back while its launcher cannot be replaced, and does them when it has been', async () => {
    const worker = await start(['launcher', '--', 'cat']);
    expect(await run('launcher')).toBe(WORKLOAD);
    limit(worker, 'nofile', 3);
    worker.killLauncher();
    const job = run('launcher');
    await worker.told('end', 2);
    expect(worker.log.filter(({ type }) => type === 'end').at(1)).toMatchObject({ outcome: 'requeued' });
    limit(worker, 'nofile', 1024);
    expect(await job).toBe(WORKLOAD);
  });

  it('gives a job back whose file does not fit on the disk, and does it when it does', async () => {
    const worker = await start(['file', '--', 'cat', '{file}']);
    limit(worker, 'fsize', 1000);
    const job = run('file');
    await worker.told('end');
    expect(worker.log.find(({ type }) => type === 'end')).toMatchObject({ outcome: 'requeued' });
    limit(worker, 'fsize', 2 ** 30);
    expect(await job).toBe(WORKLOAD);
  });

  it.each([21, 24])('says so and ends with 71 when it has %d descriptors from the first', async (descriptors) => {
    const starting = start(['few', '--', 'cat'], { preparation: `ulimit -n ${descriptors}` });
    const error = await starting.catch((error: Error) => error);
    expect(error).toMatchObject({ message: expect.stringContaining('EMFILE'), cause: { message: '71' } });
  });
});
