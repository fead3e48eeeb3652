import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobServer, startServer } from '../../src/server/index.js';
import { WirePeer } from '../support/wire-peer.js';

let server: JobServer;
beforeAll(async () => {
  server = await startServer({ port: 0 });
});
afterAll(() => server.close());

async function load(name: string, functionName = name): Promise<Record<string, unknown>> {
  const options = ['--port', `${server.port}`, '--case', name, '--jobs', '500', '--function', functionName];
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/server/load.mjs', ...options]);
  return JSON.parse(stdout);
}

describe('the load generator', () => {
  it('submits as many jobs as it was told, and works exactly these', async () => {
    expect(await load('bg-3x7', 'plain')).toMatchObject({ count: 500 });
    expect(await load('drain-2x5', 'plain')).toMatchObject({ count: 500 });
  });

  it('gives each job a unique of its own', async () => {
    await load('bg-2x50-unique', 'unique');
    expect(await load('drain-1x1', 'unique')).toMatchObject({ count: 500 });
  });

  it('fails when the queue holds other jobs than it expects', async () => {
    await load('bg-1x1', 'twice');
    await load('bg-1x1000', 'twice');
    await expect(load('drain-4x1', 'twice')).rejects.toThrow('1000 jobs were worked of 500');
  });

  it('tells the latencies of foreground jobs', async () => {
    const { count, p50Ms, p99Ms } = await load('fg-10-2x3');
    expect(count).toBe(500);
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(Number(p50Ms));
  });

  it('fails when the server refuses a job', async () => {
    await load('bg-1x10', 'full');
    const admin = await WirePeer.connect(server.port);
    admin.send('maxqueue full 100\n');
    await admin.text('\n');
    await admin.close();
    await expect(load('bg-1x10', 'full')).rejects.toThrow('Job queue is full');
  });
});
