import { beforeEach, describe, expect, it } from 'vitest';
import { jobRows, statusOfUnique, statusRows, uniqueIds, workerRows } from '../../../src/server/job-queue/views.js';
import { bytes, QueueStage } from './queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

describe('the status of a unique ID', () => {
  it('is that of the job which was submitted last, as in gearmand', () => {
    const client = stage.join();
    stage.handleOf(client, 'first', { unique: 'same', background: true });
    stage.handleOf(client, 'second', { unique: 'same' });
    const waiting = () => statusOfUnique(stage.queue.view, 'same').waitingClients;
    expect(waiting()).toBe('1');
    stage.handleOf(client, 'third', { unique: 'same', background: true });
    expect(waiting()).toBe('0');
  });
});

describe('cancelling', () => {
  it('tells the clients that the job failed, each time, and leaves it dead until a worker looks', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    stage.cancel(handle);
    stage.cancel(handle);
    expect(stage.received(client)).toEqual([
      { type: 'WORK_FAIL', handle },
      { type: 'WORK_FAIL', handle },
    ]);
    expect([...jobRows(stage.queue.view)]).toEqual([{ handle, retries: 0, ignored: true, queued: false }]);
    expect(stage.grab(stage.worker('f'))).toEqual({ type: 'NO_JOB' });
    expect([...jobRows(stage.queue.view)]).toEqual([]);
  });

  it('deletes the record of a background job, once', () => {
    const handle = stage.handleOf(stage.join(), 'f', { background: true });
    expect(stage.queue.cancel(handle, stage.nowMs)).toEqual([{ type: 'remove', number: 1 }]);
    expect(stage.queue.cancel(handle, stage.nowMs)).toEqual([]);
  });

  it('lets a running job go on, whose result is still passed on', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.cancel(handle);
    stage.complete(worker, handle, bytes('r'));
    expect(stage.received(client)).toMatchObject([{ type: 'WORK_FAIL' }, { type: 'WORK_COMPLETE' }]);
  });

  it('drops a running job if its worker is lost afterwards', () => {
    const handle = stage.handleOf(stage.join(), 'f', { background: true });
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.cancel(handle);
    stage.leave(worker);
    expect(stage.grab(stage.worker('f'))).toEqual({ type: 'NO_JOB' });
  });

  it('knows nothing of a handle that is over', () => {
    expect(stage.queue.cancel('H:test:1', stage.nowMs)).toBeUndefined();
  });
});

describe('a function', () => {
  it('is known from its creation, a submission or a registration, until it is dropped', () => {
    stage.queue.createFunction('made');
    stage.submit(stage.join(), 'asked');
    stage.worker('offered');
    expect(Array.from(statusRows(stage.queue.view), (row) => row.functionName)).toEqual(['made', 'asked', 'offered']);
    expect(stage.queue.dropFunction('made')).toBe('dropped');
    expect(stage.queue.dropFunction('made')).toBe('unknown');
  });

  it('is dropped by its exact name, or else by one that differs in case', () => {
    stage.queue.createFunction('Name');
    stage.queue.createFunction('name');
    stage.queue.dropFunction('name');
    expect([...statusRows(stage.queue.view)]).toMatchObject([{ functionName: 'Name' }]);
    expect(stage.queue.dropFunction('NAME')).toBe('dropped');
  });

  it('is not dropped while it has workers or jobs in whatever state', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    expect(stage.queue.dropFunction('f')).toBe('busy');
    const handle = stage.handleOf(client, 'f');
    stage.grab(worker);
    stage.leave(worker);
    expect(stage.queue.dropFunction('f')).toBe('busy');
    stage.submit(client, 'later', { background: true, runAtEpochMs: stage.nowMs + 10 });
    expect(stage.queue.dropFunction('later')).toBe('busy');
    stage.cancel(handle);
    expect(stage.queue.dropFunction('f')).toBe('dropped');
  });

  it('remembers no limit before it is known', () => {
    stage.queue.limitFunction('f', { high: 1, normal: 1, low: 1 });
    const client = stage.join();
    stage.submit(client, 'f');
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'JOB_CREATED' });
  });
});

describe('the lists', () => {
  it('show each connection with what it can do, the next to be looked for first', () => {
    stage.join();
    const worker = stage.worker('a', 'b', 'b');
    worker.clientId = 'me';
    expect([...workerRows(stage.queue.view)]).toEqual([
      { fd: '1', address: '127.0.0.1', clientId: '-', functionNames: [] },
      { fd: '2', address: '127.0.0.1', clientId: 'me', functionNames: ['b', 'b', 'a'] },
    ]);
  });

  it('show the unique IDs of all jobs, whatever they are', () => {
    const client = stage.join();
    for (const unique of ['', '-', 'u']) stage.submit(client, 'f', { unique, workload: bytes('w') });
    expect([...uniqueIds(stage.queue.view)]).toEqual(['', '-', 'u']);
  });
});
