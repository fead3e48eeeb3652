import { afterEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/client/index.js';
import { type JobServer, startServer } from '../../src/server/index.js';
import { Worker, type WorkerEvent } from '../../src/worker/index.js';
import { until } from '../support/until.js';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serverWith(jobs: number): Promise<JobServer> {
  const server = await startServer({ port: 0 });
  stops.push(() => server.close());
  const client = new Client({ servers: server.address });
  for (let job = 0; job < jobs; job++) await client.background('empty', String(job));
  await client.close();
  return server;
}

function run(servers: string[], concurrency: number): WorkerEvent['type'][] {
  const told: WorkerEvent['type'][] = [];
  const worker = new Worker({ servers, concurrency, onEvent: ({ type }) => told.push(type) });
  worker.register('empty', () => '');
  const ended = worker.run();
  stops.push(async () => {
    await worker.stop();
    await ended;
  });
  return told;
}

describe('a worker with several servers and slots', () => {
  it('tells that there are no jobs when all servers have said so, and not before the last job', async () => {
    const servers = [await serverWith(2), await serverWith(3)];
    const told = run(
      servers.map(({ address }) => address),
      2,
    );
    await until(() => told.includes('empty'));
    expect(told.slice(0, told.indexOf('empty')).filter((type) => type === 'job-ended')).toHaveLength(5);
  });

  it('does not wait for a server that is not there', async () => {
    const { address } = await serverWith(1);
    const told = run([address, '127.0.0.1:1'], 1);
    await until(() => told.includes('empty'));
    expect(told).toContain('job-ended');
  });
});
