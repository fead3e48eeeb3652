import { beforeEach, describe, expect, it } from 'vitest';
import { priorityStatusRows, statusOfHandle, statusRows } from '../../../src/server/job-queue/views.js';
import { QueueStage } from './queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

describe('a function with a time-out', () => {
  it('gives the job back when its time is over: the client hears nothing, the late result is passed over', () => {
    const client = stage.join();
    const worker = stage.join();
    stage.queue.canDo(worker, 'f', 5000);
    const handle = stage.handleOf(client, 'f');
    stage.grab(worker);
    expect(stage.queue.nextDueMs).toBe(stage.nowMs + 5000);
    stage.pass(4999);
    expect(stage.jobRow(handle)).toMatchObject({ losses: 0 });
    stage.pass(1);
    expect(stage.jobRow(handle)).toMatchObject({ losses: 1 });
    expect(stage.received(client)).toEqual([]);
    stage.complete(worker, handle);
    expect(stage.received(worker)).toEqual([]);
    expect(stage.grabHandle(worker)).toBe(handle);
  });

  it('wakes others for the job', () => {
    const [slow, sleeper] = [stage.join(), stage.worker('f')];
    stage.queue.canDo(slow, 'f', 1000);
    stage.submit(stage.join(), 'f');
    stage.grab(slow);
    stage.preSleep(sleeper);
    stage.pass(1000);
    expect(stage.received(sleeper)).toEqual([{ type: 'NOOP' }]);
  });

  it('gives at least a second, and no limit at all for 0 and less', () => {
    const client = stage.join();
    const worker = stage.join();
    stage.queue.canDo(worker, 'short', 10);
    stage.queue.canDo(worker, 'none', 0);
    stage.queue.canDo(worker, 'negative', -5);
    stage.submit(client, 'none');
    stage.submit(client, 'negative');
    stage.grab(worker);
    stage.grab(worker);
    expect(stage.queue.nextDueMs).toBeUndefined();
    stage.submit(client, 'short');
    stage.grab(worker);
    expect(stage.queue.nextDueMs).toBe(stage.nowMs + 1000);
  });

  it('times each of the jobs that a worker holds, also while it sleeps', () => {
    const client = stage.join();
    const worker = stage.join();
    stage.queue.canDo(worker, 'f', 1000);
    const [first, second] = [stage.handleOf(client, 'f'), stage.handleOf(client, 'f')];
    stage.grab(worker);
    stage.pass(600);
    stage.grab(worker);
    stage.preSleep(worker);
    stage.pass(400);
    expect(stage.jobRow(first)).toMatchObject({ losses: 1 });
    expect(stage.jobRow(second)).toMatchObject({ losses: 0 });
    stage.pass(600);
    expect(stage.jobRow(second)).toMatchObject({ losses: 1 });
  });

  it('stops its clock with the job', () => {
    const worker = stage.join();
    stage.queue.canDo(worker, 'f', 1000);
    const handle = stage.handleOf(stage.join(), 'f');
    stage.grab(worker);
    stage.complete(worker, handle);
    expect(stage.queue.nextDueMs).toBeUndefined();
  });
});

describe('a delayed job', () => {
  const delay = (ms: number) => ({ background: true, runAtEpochMs: stage.nowMs + ms });

  it('is counted and known from the start, and given to nobody before its time', () => {
    const handle = stage.handleOf(stage.join(), 'f', delay(5000));
    expect([...statusRows(stage.queue.view)]).toMatchObject([{ total: 1, running: 0 }]);
    expect([...priorityStatusRows(stage.queue.view)]).toMatchObject([{ high: 0, normal: 1, low: 0 }]);
    expect(statusOfHandle(stage.queue.view, handle)).toMatchObject({ known: '1', running: '0' });
    const worker = stage.worker('f');
    expect(stage.grab(worker)).toEqual({ type: 'NO_JOB' });
    stage.pass(5000);
    expect([...priorityStatusRows(stage.queue.view)]).toMatchObject([{ normal: 1 }]);
    expect(stage.grabHandle(worker)).toBe(handle);
    expect([...statusRows(stage.queue.view)]).toMatchObject([{ total: 1, running: 1 }]);
  });

  it('wakes sleepers when it comes, and again when it is due', () => {
    const worker = stage.worker('f');
    stage.preSleep(worker);
    stage.submit(stage.join(), 'f', delay(5000));
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
    expect(stage.grab(worker)).toEqual({ type: 'NO_JOB' });
    expect(stage.preSleep(worker)).toEqual([]);
    expect(stage.queue.nextDueMs).toBe(stage.nowMs + 5000);
    stage.pass(5000);
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
  });

  it('hides no other job of its function', () => {
    const client = stage.join();
    stage.submit(client, 'f', delay(5000));
    const normal = stage.handleOf(client, 'f');
    const low = stage.handleOf(client, 'f', { priority: 'low' });
    const worker = stage.worker('f');
    expect([stage.grabHandle(worker), stage.grabHandle(worker)]).toEqual([normal, low]);
    expect(stage.preSleep(worker)).toEqual([]);
  });

  it('runs at once if its time is past, and in the order of submission if several are due together', () => {
    const client = stage.join();
    const past = stage.handleOf(client, 'f', delay(-1));
    const [first, second] = [stage.handleOf(client, 'f', delay(10)), stage.handleOf(client, 'f', delay(10))];
    stage.pass(10);
    const worker = stage.worker('f');
    expect(Array.from({ length: 3 }, () => stage.grabHandle(worker))).toEqual([past, first, second]);
  });

  it('that is cancelled waits no longer than for the next look', () => {
    const handle = stage.handleOf(stage.join(), 'f', delay(5000));
    stage.cancel(handle);
    expect(stage.queue.nextDueMs).toBeUndefined();
    expect(stage.jobRow(handle)).toMatchObject({ ignored: true });
    stage.preSleep(stage.worker('f'));
    expect(stage.jobRow(handle)).toBeUndefined();
  });

  it('joined by a client that leaves stays', () => {
    const client = stage.join();
    const handle = stage.handleOf(stage.join(), 'f', { ...delay(10), unique: 'u' });
    stage.submit(client, 'f', { unique: 'u' });
    stage.leave(client);
    stage.pass(10);
    expect(stage.grabHandle(stage.worker('f'))).toBe(handle);
  });
});
