import { beforeEach, describe, expect, it } from 'vitest';
import { ExtensionStage } from './extension-stage.js';

let stage: ExtensionStage;
beforeEach(() => {
  stage = new ExtensionStage();
});

const NOTHING_COUNTED = {
  submitted: 0,
  coalesced: 0,
  started: 0,
  completed: 0,
  failed: 0,
  exceptions: 0,
  timeouts: 0,
  lost: 0,
  cancelled: 0,
  abandoned: 0,
  wait_time: null,
  run_time: null,
};

describe('stats', () => {
  it('of a server that has just begun are all nought', () => {
    expect(stage.document('stats')).toEqual({
      schema: 'gearctl/stats/1',
      time: '1970-01-01T00:16:40.000Z',
      version: 'gearctl-1.2.3',
      pid: 7,
      uptime: 0,
      connections: { open: 0, workers: 0 },
      store: null,
      results: { keeps: { outcomes: 100 }, outcomes: 0, bytes: 0 },
      bounds: [0.001, 0.004, 0.016, 0.064, 0.256, 1.024, 4.096, 16.384, 65.536, 262.144, 1048.576, 4194.304, 16777.216],
      totals: {
        total: 0,
        running: 0,
        waiting: 0,
        delayed: 0,
        waiting_by_priority: { high: 0, normal: 0, low: 0 },
        workers: 0,
        oldest_age: null,
        ...NOTHING_COUNTED,
      },
      functions: [],
      others: NOTHING_COUNTED,
    });
  });

  it('count the jobs of each function and of all, now and since the beginning', () => {
    const client = stage.join();
    const worker = stage.worker('a');
    for (const priority of ['high', 'normal', 'low', 'low'] as const) {
      stage.submit(client, 'a', { priority, background: true });
      stage.pass(100);
    }
    stage.submit(client, 'a', { background: true, runAtEpochMs: 2_000_000 });
    stage.submit(client, 'b', { background: true });
    stage.complete(worker, stage.grabHandle(worker) ?? '');
    stage.grabHandle(worker);
    stage.pass(1000);

    const { functions, totals, connections, uptime } = stage.document('stats');
    expect(uptime).toBe(1.4);
    expect(connections).toEqual({ open: 2, workers: 1 });
    expect(functions).toMatchObject([
      {
        name: 'a',
        total: 4,
        running: 1,
        waiting: 3,
        delayed: 1,
        waiting_by_priority: { high: 0, normal: 1, low: 2 },
        workers: 1,
        oldest_age: 1.2,
        submitted: 5,
        started: 2,
        completed: 1,
      },
      { name: 'b', total: 1, waiting: 1, workers: 0, oldest_age: 1, submitted: 1, started: 0, wait_time: null },
    ]);
    expect(totals).toMatchObject({
      total: 5,
      running: 1,
      waiting: 4,
      delayed: 1,
      waiting_by_priority: { high: 0, normal: 2, low: 2 },
      workers: 1,
      oldest_age: 1.2,
      submitted: 6,
      completed: 1,
    });
  });

  it('measure in seconds how long jobs waited and ran', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    for (const runMs of [2, 10, 20]) {
      const handle = stage.handleOf(client, 'f', { background: true });
      stage.pass(5);
      stage.grabHandle(worker);
      stage.pass(runMs);
      stage.complete(worker, handle);
    }
    const { functions, totals } = stage.document('stats');
    const run = { count: 3, sum: 0.032, p50: 0.01, p90: 0.02, p99: 0.02, max: 0.02 };
    expect(functions).toMatchObject([
      {
        wait_time: { count: 3, sum: 0.015, p50: 0.005, max: 0.005, below: [0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3] },
        run_time: { ...run, below: [0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3] },
      },
    ]);
    expect(totals).toMatchObject({ run_time: run });
  });

  it('keep the counters of a function that was dropped', () => {
    const worker = stage.worker('gone');
    stage.submit(stage.join(), 'gone', { background: true });
    stage.complete(worker, stage.grabHandle(worker) ?? '');
    stage.cantDo(worker, 'gone');
    expect(stage.queue.dropFunction('gone')).toBe('dropped');
    expect(stage.document('stats').functions).toMatchObject([{ name: 'gone', total: 0, workers: 0, completed: 1 }]);
  });

  it('tell where jobs and outcomes are kept', () => {
    const store = { file: '/var/lib/gearctl/jobs.db', engine: 'wasm', failing: false };
    expect(stage.document('stats', { store }).store).toEqual(store);
    expect(stage.document('stats', { journal: undefined }).results).toBeNull();
    stage.cancel(stage.handleOf(stage.join(), 'f', { background: true }));
    expect(stage.document('stats').results).toEqual({ keeps: { outcomes: 100 }, outcomes: 1, bytes: 0 });
  });
});
