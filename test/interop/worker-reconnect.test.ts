import { describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { startServer } from '../../src/server/index.js';
import { Worker, type WorkerEvent } from '../../src/worker/index.js';
import { askAdmin } from '../support/foreign-peers.js';
import { startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';

describe('our worker that loses its server', () => {
  it('comes back to it with its ID and its functions, and takes jobs again', async () => {
    const first = await startServer({ port: 0 });
    const events: WorkerEvent['type'][] = [];
    const worker = new Worker({
      servers: first.address,
      id: 'faithful',
      backoff: { minMs: 10, maxMs: 50 },
      onEvent: ({ type }) => events.push(type),
    });
    worker.register('upper', (job) => Buffer.from(job.workload).toString().toUpperCase());
    const run = worker.run();
    await until(() => events.includes('connected'));
    await first.close();
    await until(() => events.includes('retrying'));
    const second = await startServer({ port: first.port });
    const client = new Client({ servers: second.address, timeoutMs: 10_000 });
    expect(Buffer.from(await client.run('upper', 'back')).toString()).toBe('BACK');
    expect(await askAdmin(second.port, 'workers')).toMatch(/ faithful : upper$/m);
    await client.close();
    await worker.stop();
    await run;
    await second.close();
  });

  it('loses the job that runs, which another worker gets, and goes on with its other server', async () => {
    const [doomed, other] = await Promise.all([startGearmand(), startGearmand()]);
    const worker = new Worker({ servers: [doomed.address, other.address], backoff: { minMs: 10, maxMs: 50 } });
    const outcomes: string[] = [];
    worker.register('wait', async (job) => {
      if (job.server === other.address) return 'from the other';
      await new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()));
      outcomes.push(job.outcome ?? 'still running');
      return 'nobody hears this';
    });
    const run = worker.run();
    const client = new Client({ servers: [doomed.address, other.address], timeoutMs: 10_000 });
    const lost = client.run('wait', '').catch((error: { code: string }) => error.code);
    await until(() => worker.jobs.length === 1);
    await doomed.stop();
    expect(await lost).toBe('JOB_LOST');
    expect(Buffer.from(await client.run('wait', '')).toString()).toBe('from the other');
    expect(outcomes).toEqual(['lost']);
    await client.close();
    await worker.stop();
    await run;
    await other.stop();
  });
});
