import { beforeEach, describe, expect, it } from 'vitest';
import { statusOfHandle } from '../../../src/server/job-queue/views.js';
import { bytes, QueueStage } from './queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

describe('a grab', () => {
  it('gives the high jobs of all functions first, then the normal ones, then the low ones', () => {
    const client = stage.join();
    const low = stage.handleOf(client, 'new', { priority: 'low' });
    const normal = stage.handleOf(client, 'new');
    const high = stage.handleOf(client, 'old', { priority: 'high' });
    const worker = stage.worker('old', 'new');
    expect([stage.grabHandle(worker), stage.grabHandle(worker), stage.grabHandle(worker)]).toEqual([high, normal, low]);
  });

  it('takes equally urgent functions in turn, the newest registration first', () => {
    const client = stage.join();
    const handles = new Map<string | undefined, string>();
    for (const name of ['a', 'a', 'b', 'b', 'c', 'c']) handles.set(stage.handleOf(client, name), name);
    const worker = stage.worker('a', 'b', 'c');
    const served = Array.from({ length: 6 }, () => handles.get(stage.grabHandle(worker)));
    expect(served).toEqual(['c', 'b', 'a', 'c', 'b', 'a']);
  });

  it('gives the unique ID to those who ask for it, and the reducer only where there is one', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    for (const reducer of ['', '', '', 'sum']) stage.submit(client, 'f', { reducer, workload: bytes('w') });
    const data = bytes('w');
    expect(stage.grab(worker, 'GRAB_JOB')).toEqual({
      type: 'JOB_ASSIGN',
      handle: 'H:test:1',
      functionName: 'f',
      data,
    });
    expect(stage.grab(worker, 'GRAB_JOB_UNIQ')).toMatchObject({ type: 'JOB_ASSIGN_UNIQ', unique: '' });
    expect(stage.grab(worker, 'GRAB_JOB_ALL')).toMatchObject({ type: 'JOB_ASSIGN_UNIQ' });
    expect(stage.grab(worker, 'GRAB_JOB_ALL')).toMatchObject({ type: 'JOB_ASSIGN_ALL', reducer: 'sum' });
    expect(stage.grab(worker, 'GRAB_JOB_ALL')).toEqual({ type: 'NO_JOB' });
  });

  it('is in vain for a worker that can do nothing', () => {
    stage.submit(stage.join(), 'f');
    expect(stage.grab(stage.join())).toEqual({ type: 'NO_JOB' });
  });
});

describe('a sleeping worker', () => {
  it('is woken once, until it grabs', () => {
    const client = stage.join();
    const worker = stage.worker('f', 'g');
    expect(stage.preSleep(worker)).toEqual([]);
    stage.submit(client, 'f');
    stage.submit(client, 'g');
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
    stage.grab(worker);
    stage.grab(worker);
    stage.preSleep(worker);
    stage.submit(client, 'g');
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
  });

  it('is not woken again if it goes back to sleep without a grab', () => {
    const client = stage.join();
    const [first, second] = [stage.worker('f'), stage.worker('f')];
    stage.preSleep(first);
    stage.submit(client, 'f');
    expect(stage.received(first)).toEqual([{ type: 'NOOP' }]);
    stage.grab(second);
    stage.preSleep(first);
    stage.submit(client, 'f');
    expect(stage.received(first)).toEqual([]);
  });

  it('is woken with all others of its function, and with nobody else', () => {
    const workers = [stage.worker('f'), stage.worker('f', 'g'), stage.worker('g')];
    for (const worker of workers) stage.preSleep(worker);
    stage.submit(stage.join(), 'f');
    expect(workers.map((worker) => stage.received(worker).length)).toEqual([1, 1, 0]);
  });

  it('is not woken for a function that it has registered since, but for the next job of it', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    stage.preSleep(worker);
    stage.submit(client, 'late');
    stage.queue.canDo(worker, 'late');
    expect(stage.received(worker)).toEqual([]);
    stage.submit(client, 'late');
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
  });

  it('is not woken for a function that was taken from it', () => {
    const worker = stage.worker('f', 'g');
    stage.preSleep(worker);
    stage.cantDo(worker, 'f');
    stage.submit(stage.join(), 'f');
    expect(stage.received(worker)).toEqual([]);
  });

  it('does not fall asleep at all while there is a job for it', () => {
    stage.submit(stage.join(), 'f');
    const worker = stage.worker('f');
    expect(stage.preSleep(worker)).toEqual([{ type: 'NOOP' }]);
    expect(stage.preSleep(worker)).toEqual([{ type: 'NOOP' }]);
  });
});

describe('a report', () => {
  it('reaches the clients as it was sent, and its numbers are kept as C reads them', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    const handle = stage.handleOf(client, 'f');
    stage.grab(worker);
    const status = { type: 'WORK_STATUS', handle, numerator: '-1', denominator: '1.5 and much more' } as const;
    const warning = { type: 'WORK_WARNING', handle, data: bytes('w') } as const;
    stage.perform(stage.queue.reports.status(worker, status));
    stage.perform(stage.queue.reports.data(worker, warning));
    expect(stage.received(client)).toEqual([status, warning]);
    expect(statusOfHandle(stage.queue.view, handle)).toEqual({
      type: 'STATUS_RES',
      handle,
      known: '1',
      running: '1',
      numerator: '4294967295',
      denominator: '1',
    });
  });

  it('ends the job: its handle is unknown, its record deleted, a second report refused', () => {
    const worker = stage.worker('f');
    const handle = stage.handleOf(stage.join(), 'f', { background: true });
    stage.grab(worker);
    expect(stage.isStored(handle)).toBe(true);
    stage.complete(worker, handle);
    expect(stage.isStored(handle)).toBe(false);
    expect(statusOfHandle(stage.queue.view, handle).known).toBe('0');
    stage.complete(worker, handle);
    expect(stage.received(worker)).toEqual([
      { type: 'ERROR', errorCode: 'JOB_NOT_FOUND', errorText: 'Job given in work result not found' },
    ]);
  });

  it('is refused from a worker that does not hold the job', () => {
    const handle = stage.handleOf(stage.join(), 'f');
    const [holder, other] = [stage.worker('f'), stage.worker('f')];
    stage.grab(holder);
    const data = new Uint8Array();
    stage.perform(stage.queue.reports.status(other, { type: 'WORK_STATUS', handle, numerator: '1', denominator: '2' }));
    stage.perform(stage.queue.reports.data(other, { type: 'WORK_DATA', handle, data }));
    stage.fail(other, handle);
    stage.exception(other, handle, data);
    expect(stage.received(other)).toMatchObject([
      { errorText: 'Job given in work result not found' },
      { errorText: 'Job does not exist on server' },
      { errorText: 'Job given in work result not found' },
      { errorText: 'An exception was received for a job that does not exist' },
    ]);
    expect(stage.jobRow(handle)).toBeDefined();
  });

  it('of an exception is one for clients that want exceptions, and a failure with the bare handle for others', () => {
    const [plain, keen] = [stage.join(), stage.join()];
    const handle = stage.handleOf(plain, 'f', { unique: 'u' });
    stage.submit(keen, 'f', { unique: 'u' });
    const worker = stage.worker('f');
    stage.grab(worker);
    keen.wantsExceptions = true;
    const exception = { type: 'WORK_EXCEPTION', handle, data: bytes('boom') } as const;
    stage.exception(worker, handle, exception.data);
    expect(stage.received(keen)).toEqual([exception]);
    expect(stage.received(plain)).toEqual([{ type: 'WORK_FAIL', handle }]);
    expect(stage.jobRow(handle)).toBeUndefined();
  });
});
