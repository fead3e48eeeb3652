import { describe, expect, it } from 'vitest';
import type { EndedJob, JobOutcome, StartedJob } from '../../../src/server/job-queue/observer.js';
import { Statistics } from '../../../src/server/statistics/statistics.js';
import { QueueStage } from '../job-queue/queue-stage.js';

function submitted(functionName: string, atMs = 0, coalesced = false) {
  return { number: 1, functionName, priority: 'normal', background: true, coalesced, atMs } as const;
}

function started(functionName: string, more: Partial<StartedJob> = {}): StartedJob {
  return {
    number: 1,
    functionName,
    priority: 'normal',
    background: true,
    queuedAtMs: 0,
    runnableAtMs: 0,
    startedAtMs: 0,
    losses: 0,
    ...more,
  };
}

function ended(functionName: string, outcome: JobOutcome, more: Partial<EndedJob> = {}): EndedJob {
  return {
    number: 1,
    handle: 'H:a:1',
    functionName,
    unique: '',
    priority: 'normal',
    background: true,
    outcome,
    result: new Uint8Array(),
    queuedAtMs: 0,
    startedAtMs: 0,
    endedAtMs: 0,
    losses: 0,
    worker: undefined,
    ...more,
  };
}

describe('statistics', () => {
  it('count what a queue tells of its jobs', () => {
    const statistics = new Statistics();
    const stage = new QueueStage({ observer: statistics, maxLosses: 1 });
    const [client, worker] = [stage.join(), stage.worker('f')];
    for (const unique of ['a', 'a', 'b', 'c', 'd']) stage.submit(client, 'f', { unique, background: true });
    stage.pass(100);
    stage.complete(worker, stage.grabHandle(worker) ?? '');
    const failing = stage.grabHandle(worker) ?? '';
    stage.pass(30);
    stage.fail(worker, failing);
    stage.exception(worker, stage.grabHandle(worker) ?? '');
    stage.grabHandle(worker);
    stage.leave(worker);
    stage.cancel(stage.handleOf(client, 'f', { background: true }));
    stage.handleOf(client, 'f');
    stage.leave(client);

    const tally = statistics.functions.get('f');
    expect(tally).toMatchObject({
      submitted: 7,
      coalesced: 1,
      started: 4,
      completed: 1,
      failed: 1,
      exceptions: 1,
      lost: 1,
      timeouts: 0,
      cancelled: 1,
      abandoned: 1,
    });
    expect([tally?.waits?.count, tally?.waits?.maxMs]).toEqual([4, 130]);
    expect([tally?.runs?.count, tally?.runs?.maxMs]).toEqual([3, 30]);
  });

  it('measure the wait from when a job may run to when it is handed out for the first time', () => {
    const statistics = new Statistics();
    statistics.started(started('f', { queuedAtMs: 0, runnableAtMs: 500, startedAtMs: 510 }));
    statistics.started(started('f', { runnableAtMs: 0, startedAtMs: 9000, losses: 1 }));
    expect(statistics.functions.get('f')?.started).toBe(2);
    expect(statistics.functions.get('f')?.waits?.sumMs).toBe(10);
  });

  it('measure how long a job ran only where its worker said that it is over', () => {
    const statistics = new Statistics();
    for (const outcome of ['complete', 'fail', 'exception', 'timeout', 'lost', 'cancelled', 'abandoned'] as const) {
      statistics.ended(ended('f', outcome, { startedAtMs: 100, endedAtMs: 107 }));
    }
    expect(statistics.functions.get('f')?.runs?.count).toBe(3);
    expect(statistics.total()).toMatchObject({ timeouts: 1, lost: 1, cancelled: 1, abandoned: 1 });
  });

  it('remember a limited number of functions, and count those as others that rested longest', () => {
    const statistics = new Statistics(1000);
    statistics.submitted(submitted('first', 5));
    for (let number = 0; number < 5000; number++) {
      statistics.submitted(submitted(`f${number}`, 10 + number));
      statistics.submitted(submitted('busy', 10 + number));
    }
    expect(statistics.functions.size).toBeLessThanOrEqual(1000);
    expect(statistics.functions.has('busy')).toBe(true);
    expect(statistics.functions.has('f4999')).toBe(true);
    expect(statistics.functions.has('first')).toBe(false);
    expect(statistics.functions.get('busy')?.submitted).toBe(5000);
    expect(statistics.others.submitted).toBeGreaterThan(4000);
    expect(statistics.total().submitted).toBe(10_001);
  });

  it('begin anew with a function that was given up, and never count an event for another one', () => {
    const statistics = new Statistics(1);
    statistics.submitted(submitted('a', 1));
    statistics.submitted(submitted('b', 2));
    statistics.submitted(submitted('a', 3));
    expect([...statistics.functions.keys()]).toEqual(['a']);
    expect(statistics.functions.get('a')?.submitted).toBe(1);
    expect(statistics.others.submitted).toBe(2);
  });
});
