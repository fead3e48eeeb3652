import { beforeEach, describe, expect, it } from 'vitest';
import { statusOfUnique } from '../../../src/server/job-queue/views.js';
import { bytes, QueueStage, submission } from './queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

describe('a submission', () => {
  it('is answered with handles that count from 1', () => {
    const client = stage.join();
    expect(stage.submit(client, 'f')).toEqual({ type: 'JOB_CREATED', handle: 'H:test:1' });
    expect(stage.submit(client, 'g')).toEqual({ type: 'JOB_CREATED', handle: 'H:test:2' });
  });

  it('of a background job is to be stored before anyone hears of it', () => {
    const both = stage.worker('f');
    stage.preSleep(both);
    const wanted = submission('f', { unique: 'u', background: true, workload: bytes('w') });
    expect(stage.queue.submissions.submit(both, wanted, stage.nowMs)).toEqual([
      {
        type: 'store',
        job: {
          number: 1,
          functionName: 'f',
          unique: 'u',
          reducer: '',
          priority: 'normal',
          runAtEpochMs: 0,
          queuedAtEpochMs: stage.nowMs,
          workload: bytes('w'),
        },
      },
      { type: 'send', peer: both, packet: { type: 'NOOP' } },
      { type: 'created', peer: both, number: 1, background: true },
    ]);
  });

  it('of a foreground job is not stored', () => {
    stage.submit(stage.join(), 'f');
    expect(stage.stored.size).toBe(0);
  });

  it.each([
    { unique: 'u'.repeat(65), reducer: '' },
    { unique: '', reducer: 'r'.repeat(65) },
  ])('is refused for an ID or a reducer of more than 64 bytes, and uses no handle', (names) => {
    const client = stage.join();
    expect(stage.submit(client, 'f', names)).toMatchObject({ type: 'ERROR', errorCode: 'ARGUMENT_TOO_LARGE' });
    expect(stage.handleOf(client, 'f')).toBe('H:test:1');
  });

  it('is refused when the function is full for its priority, running jobs counted', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    stage.queue.limitFunction('f', { high: 0, normal: 2, low: 1 });
    stage.handleOf(client, 'f');
    stage.grabHandle(worker);
    expect(stage.submit(client, 'f', { priority: 'low' })).toMatchObject({ type: 'ERROR', errorCode: 'QUEUE_ERROR' });
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'JOB_CREATED' });
    expect(stage.submit(client, 'f')).toMatchObject({ type: 'ERROR', errorText: 'Job queue is full' });
    expect(stage.submit(client, 'f', { priority: 'high' })).toEqual({ type: 'JOB_CREATED', handle: 'H:test:3' });
  });
});

describe('a submission with the ID of another', () => {
  it('joins the job that is waiting or running, keeps its workload and wakes nobody', () => {
    const [first, second] = [stage.join(), stage.join()];
    const handle = stage.handleOf(first, 'f', { unique: 'u', workload: bytes('1') });
    const worker = stage.worker('f');
    expect(stage.grab(worker)).toMatchObject({ handle, data: bytes('1') });
    stage.preSleep(worker);
    expect(stage.submit(second, 'f', { unique: 'u', workload: bytes('2') })).toMatchObject({ handle });
    expect(stage.received(worker)).toEqual([]);
    stage.complete(worker, handle, bytes('r'));
    const outcome = { type: 'WORK_COMPLETE', handle, data: bytes('r') };
    expect(stage.received(first)).toEqual([outcome]);
    expect(stage.received(second)).toEqual([outcome]);
  });

  it('on the same connection is told everything twice', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f', { unique: 'u' });
    stage.submit(client, 'f', { unique: 'u' });
    expect(statusOfUnique(stage.queue.view, 'u').waitingClients).toBe('2');
    const worker = stage.worker('f');
    stage.grabHandle(worker);
    stage.complete(worker, handle);
    expect(stage.received(client)).toHaveLength(2);
  });

  it('coalesces with 64 bytes as well', () => {
    const client = stage.join();
    const unique = 'u'.repeat(64);
    const handle = stage.handleOf(client, 'f', { unique });
    expect(stage.handleOf(client, 'f', { unique })).toBe(handle);
    expect(stage.grab(stage.worker('f'), 'GRAB_JOB_UNIQ')).toMatchObject({ unique });
  });

  it('passes a limit that a new job would not', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f', { unique: 'u' });
    stage.queue.limitFunction('f', { high: 1, normal: 1, low: 1 });
    expect(stage.submit(client, 'f', { unique: 'u' })).toEqual({ type: 'JOB_CREATED', handle });
  });

  it('makes a foreground job a background job if it is one itself', () => {
    const [waiting, leaving] = [stage.join(), stage.join()];
    const handle = stage.handleOf(waiting, 'f', { unique: 'u' });
    expect(stage.handleOf(leaving, 'f', { unique: 'u', background: true })).toBe(handle);
    expect(stage.isStored(handle)).toBe(true);
    stage.leave(waiting);
    stage.leave(leaving);
    expect(stage.grabHandle(stage.worker('f'))).toBe(handle);
  });

  it('begins a new job where the other was cancelled or abandoned before a worker had it', () => {
    const leaving = stage.join();
    const abandoned = stage.handleOf(leaving, 'f', { unique: 'a', workload: bytes('old') });
    stage.leave(leaving);
    const client = stage.join();
    const cancelled = stage.handleOf(client, 'f', { unique: 'c' });
    stage.cancel(cancelled);
    const again = stage.handleOf(client, 'f', { unique: 'a', workload: bytes('new') });
    const anew = stage.handleOf(client, 'f', { unique: 'c' });
    expect([abandoned, cancelled]).not.toContain(again);
    expect([abandoned, cancelled]).not.toContain(anew);
    const worker = stage.worker('f');
    expect(stage.grab(worker)).toMatchObject({ handle: again, data: bytes('new') });
    expect(stage.grabHandle(worker)).toBe(anew);
    expect(stage.grabHandle(worker)).toBeUndefined();
  });

  it('revives a running job that was cancelled, so that losing the worker does not lose it', () => {
    const [first, second] = [stage.join(), stage.join()];
    const handle = stage.handleOf(first, 'f', { unique: 'u' });
    const worker = stage.worker('f');
    stage.grabHandle(worker);
    stage.cancel(handle);
    expect(stage.handleOf(second, 'f', { unique: 'u' })).toBe(handle);
    stage.leave(worker);
    expect(stage.grabHandle(stage.worker('f'))).toBe(handle);
  });
});
