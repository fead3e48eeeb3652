import { describe, expect, it } from 'vitest';
import { QueueStage } from './queue-stage.js';

describe('a queue in the order of gearmand 1.1', () => {
  it('lets the function that was registered last decide, whatever the priorities', () => {
    const stage = new QueueStage({ order: '1.1' });
    const client = stage.join();
    const high = stage.handleOf(client, 'old', { priority: 'high' });
    const low = stage.handleOf(client, 'new', { priority: 'low' });
    const normal = stage.handleOf(client, 'new');
    const worker = stage.worker('old', 'new');
    expect([1, 2, 3].map(() => stage.grabHandle(worker))).toEqual([normal, low, high]);
  });

  it('lets functions take turns if it is told so', () => {
    const stage = new QueueStage({ order: '1.1', roundRobin: true });
    const client = stage.join();
    const [a1, a2, b1, b2] = ['a', 'a', 'b', 'b'].map((name) => stage.handleOf(client, name));
    const worker = stage.worker('a', 'b');
    expect([1, 2, 3, 4].map(() => stage.grabHandle(worker))).toEqual([b1, a1, b2, a2]);
  });
});

describe('a queue with a limit of losses', () => {
  it.each(['a disconnection', 'CANT_DO', 'a time-out'])('lets a job fail that reaches it by %s', (how) => {
    const stage = new QueueStage({ maxLosses: 2 });
    const client = stage.join();
    const handle = stage.handleOf(client, 'f', { unique: 'u' });
    stage.submit(stage.join(), 'f', { unique: 'u', background: true });
    expect(stage.isStored(handle)).toBe(true);
    for (const losses of [1, 2]) {
      const worker = stage.join();
      stage.queue.canDo(worker, 'f', 1000);
      expect(stage.grabHandle(worker)).toBe(handle);
      if (how === 'a disconnection') stage.leave(worker);
      else if (how === 'CANT_DO') stage.cantDo(worker, 'f');
      else stage.pass(1000);
      if (losses === 1) expect(stage.jobRow(handle)).toMatchObject({ losses });
    }
    expect(stage.received(client)).toEqual([{ type: 'WORK_FAIL', handle }]);
    expect(stage.jobRow(handle)).toBeUndefined();
    expect(stage.isStored(handle)).toBe(false);
    expect(stage.queue.nextDueMs).toBeUndefined();
  });

  it('tells the clients of a cancelled job nothing for a second time', () => {
    const stage = new QueueStage({ maxLosses: 1 });
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.cancel(handle);
    expect(stage.received(client)).toHaveLength(1);
    stage.leave(worker);
    expect(stage.received(client)).toEqual([]);
  });
});

describe('a queue that wakes a limited number of workers', () => {
  it('wakes those that have slept longest, one job after the other', () => {
    const stage = new QueueStage({ workerWakeup: 2 });
    const client = stage.join();
    const workers = [1, 2, 3].map(() => stage.worker('f'));
    for (const worker of workers) stage.preSleep(worker);
    stage.submit(client, 'f');
    expect(workers.map((worker) => stage.received(worker).length)).toEqual([1, 1, 0]);
    const [first] = workers as [(typeof workers)[number]];
    stage.grab(first);
    stage.preSleep(first);
    stage.submit(client, 'f');
    expect(workers.map((worker) => stage.received(worker).length)).toEqual([1, 0, 1]);
  });
});

describe('a queue with exceptions for all', () => {
  it('sends them to clients that did not ask', () => {
    const stage = new QueueStage({ exceptions: true });
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.exception(worker, handle);
    expect(stage.received(client)).toMatchObject([{ type: 'WORK_EXCEPTION', handle }]);
  });
});

describe('a queue with a limit for all functions', () => {
  it('holds no more jobs of any, until that has limits of its own', () => {
    const stage = new QueueStage({ maxQueue: 1 });
    const client = stage.join();
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'JOB_CREATED' });
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'ERROR', errorText: 'Job queue is full' });
    expect(stage.submit(client, 'g')).toMatchObject({ type: 'JOB_CREATED' });
    stage.queue.limitFunction('f', { high: 0, normal: 2, low: 0 });
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'JOB_CREATED' });
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'ERROR' });
  });
});
