import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../../src/admin/index.js';
import { ConnectError, UsageError } from '../../../src/errors.js';
import { parseServerList } from '../../../src/net/server-address.js';
import type { BenchWish } from '../../../src/operations/run-bench/bench-wish.js';
import { LOADS, type LoadName } from '../../../src/operations/run-bench/load.js';
import type { BenchSample } from '../../../src/operations/run-bench/meter.js';
import { runBench } from '../../../src/operations/run-bench/run-bench.js';
import { startServer } from '../../../src/server/index.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { ScriptedServer } from '../../support/scripted-server.js';

let gearmand: Gearmand;
beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

/** Runs a benchmark of a few operations. */
async function bench(
  load: LoadName,
  server: string,
  wish: Partial<BenchWish> = {},
  signal = new AbortController().signal,
) {
  const samples: BenchSample[] = [];
  const { report, ...result } = await runBench(
    {
      ...{ load, connection: { servers: parseServerList(server) }, anywhere: false },
      ...{ count: 300, durationMs: 10_000, atOnce: undefined, sizeBytes: 100, rate: undefined, ...wish },
    },
    {
      ...{ signal, stderr: new PassThrough(), progress: 'none', isUnicode: true },
      clock: { nowMs: () => performance.now(), cpuMs: () => 0 },
      sample: (sample) => samples.push(sample),
    },
  );
  return { report, samples, ...result };
}

async function functionsOf(server: string) {
  await using admin = new Admin(server);
  return await admin.status();
}

describe('runBench', () => {
  it.each(LOADS)('measures %s with gearmand, and leaves nothing in it', async (load) => {
    const { report, samples, error, leftBehind } = await bench(load, gearmand.address);
    expect({ error, leftBehind }).toEqual({ error: undefined, leftBehind: undefined });
    expect(report).toMatchObject({ load, server: gearmand.address, operations: 300, failed: 0, sizeBytes: 100 });
    expect(report.bars.reduce((sum, { operations }) => sum + operations, 0)).toBe(300);
    expect(samples.reduce((sum, { operations }) => sum + operations, 0)).toBe(300);
    expect(report.elapsedMs).toBeGreaterThanOrEqual(report.latency.maxMs ?? Number.POSITIVE_INFINITY);
    expect(await functionsOf(gearmand.address)).toEqual([]);
  });

  it.each(LOADS)('measures %s with the server of this package, and leaves nothing in it', async (load) => {
    const server = await startServer({ port: 0 });
    try {
      const { report, error, leftBehind } = await bench(load, server.address);
      expect({ operations: report.operations, error, leftBehind }).toMatchObject({ operations: 300 });
      expect({ error, leftBehind }).toEqual({ error: undefined, leftBehind: undefined });
      expect(await functionsOf(server.address)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('ends when its time is over, with what was done until then', async () => {
    const { report, isCutShort } = await bench('echo', gearmand.address, { count: 1e9, durationMs: 300 });
    expect(report.operations).toBeGreaterThan(0);
    expect(report.elapsedMs).toBeLessThan(5000);
    expect(isCutShort).toBe(false);
  });

  it('keeps to a rate', async () => {
    const { report } = await bench('roundtrip', gearmand.address, { count: 41, rate: '100/s' });
    expect(report.operations).toBe(41);
    expect(report.elapsedMs).toBeGreaterThanOrEqual(399);
  });

  it.each(LOADS)('takes what %s has queued out of the server when it is stopped', async (load) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const { isCutShort, error, leftBehind } = await bench(load, gearmand.address, { count: 20_000 }, stop.signal);
    expect({ isCutShort, error, leftBehind }).toEqual({ isCutShort: true, error: undefined, leftBehind: undefined });
    expect(await functionsOf(gearmand.address)).toEqual([]);
  });

  it('counts what the server refuses, and goes on', async () => {
    const server = await startServer({ port: 0, maxQueue: 10 });
    try {
      const { report, error, isCutShort } = await bench('submit', server.address, { count: 30 });
      expect(report).toMatchObject({ operations: 9, failed: 21 });
      expect({ code: error?.code, isCutShort }).toEqual({ code: 'SERVER_ERROR', isCutShort: false });
      expect(await functionsOf(server.address)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('refuses several servers, and one that may be on another machine', async () => {
    await expect(bench('echo', `${gearmand.address},127.0.0.1:1`)).rejects.toThrow(UsageError);
    await expect(bench('echo', 'q1')).rejects.toThrow('q1:4730 is not on this machine');
  });

  it('queues no more than a server has memory for, and does not mind how many jobs come and go', async () => {
    await expect(bench('work', gearmand.address, { count: 1e8 })).rejects.toThrow('more than a server has memory for');
    const { report } = await bench('roundtrip', gearmand.address, { count: 1e9, durationMs: 50 });
    expect(report.operations).toBeGreaterThan(0);
  });

  it('says so when nobody is there', async () => {
    await expect(bench('echo', await ScriptedServer.stoppedAddress())).rejects.toThrow(ConnectError);
  });

  it('ends with what it has measured when the server goes away', async () => {
    const mortal = await startGearmand();
    setTimeout(() => void mortal.stop(), 500);
    const { report, error, isCutShort } = await bench('roundtrip', mortal.address, { count: 1e9 });
    expect(report.operations).toBeGreaterThan(0);
    expect(isCutShort).toBe(true);
    expect(error?.code).toMatch(/^(CONNECTION_LOST|JOB_LOST)$/);
  });
});
