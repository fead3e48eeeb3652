import { beforeEach, describe, expect, it } from 'vitest';
import { statusOfHandle } from '../../../src/server/job-queue/views.js';
import { QueueStage } from './queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

describe('a worker that leaves', () => {
  it('gives its job back without a word to the client: behind the others, one more retry, no progress', () => {
    const client = stage.join();
    const lost = stage.handleOf(client, 'f');
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.perform(
      stage.queue.reports.status(worker, { type: 'WORK_STATUS', handle: lost, numerator: '1', denominator: '2' }),
    );
    const waiting = stage.handleOf(client, 'f');
    stage.received(client);
    stage.leave(worker);
    expect(stage.received(client)).toEqual([]);
    expect(stage.jobRow(lost)).toMatchObject({ losses: 1 });
    expect(statusOfHandle(stage.queue.view, lost)).toMatchObject({ known: '1', running: '0', numerator: '0' });
    const next = stage.worker('f');
    expect([stage.grabHandle(next), stage.grabHandle(next)]).toEqual([waiting, lost]);
  });

  it('gives back several jobs in the order in which it took them, and others are woken for them', () => {
    const client = stage.join();
    const handles = [stage.handleOf(client, 'f'), stage.handleOf(client, 'f')];
    const [worker, sleeper] = [stage.worker('f'), stage.worker('f')];
    stage.grab(worker);
    stage.grab(worker);
    stage.preSleep(sleeper);
    stage.leave(worker);
    expect(stage.received(sleeper)).toEqual([{ type: 'NOOP' }]);
    expect([stage.grabHandle(sleeper), stage.grabHandle(sleeper)]).toEqual(handles);
  });

  it('is counted and woken no more', () => {
    const worker = stage.worker('f');
    stage.preSleep(worker);
    stage.leave(worker);
    stage.submit(stage.join(), 'f');
    expect([...stage.queue.view.functions]).toMatchObject([{ name: 'f', workers: 0 }]);
    expect([...stage.queue.view.peers]).not.toContain(worker);
  });
});

describe('a worker that cannot do a function any more', () => {
  it('gives back the jobs of it and keeps the others', () => {
    const client = stage.join();
    const [f, g] = [stage.handleOf(client, 'f'), stage.handleOf(client, 'g')];
    const worker = stage.worker('g', 'f');
    stage.grab(worker);
    stage.grab(worker);
    stage.cantDo(worker, 'f');
    expect(stage.jobRow(f)).toMatchObject({ losses: 1 });
    expect(stage.jobRow(g)).toMatchObject({ losses: 0 });
    stage.complete(worker, f);
    expect(stage.received(worker).at(-1)).toMatchObject({ errorCode: 'JOB_NOT_FOUND' });
    stage.perform(stage.queue.resetAbilities(worker, stage.nowMs));
    expect(stage.jobRow(g)).toMatchObject({ losses: 1 });
  });

  it('may say so of a function that nobody knows', () => {
    expect(stage.queue.cantDo(stage.join(), 'nothing', stage.nowMs)).toEqual([]);
    expect([...stage.queue.view.functions]).toEqual([]);
  });

  it('loses all registrations of it at once', () => {
    const worker = stage.worker('f', 'f', 'g');
    expect([...stage.queue.view.functions]).toMatchObject([
      { name: 'f', workers: 2 },
      { name: 'g', workers: 1 },
    ]);
    stage.cantDo(worker, 'f');
    expect([...stage.queue.view.functions]).toMatchObject([
      { name: 'f', workers: 0 },
      { name: 'g', workers: 1 },
    ]);
  });
});

describe('a client that leaves', () => {
  it('leaves its waiting job dead: listed as ignored, and forgotten when a worker looks', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    stage.leave(client);
    expect(stage.jobRow(handle)).toEqual({ losses: 0, ignored: true, background: false });
    const worker = stage.worker('f');
    expect(stage.preSleep(worker)).toEqual([]);
    expect(stage.jobRow(handle)).toBeUndefined();
    stage.submit(stage.join(), 'f');
    expect(stage.received(worker)).toEqual([{ type: 'NOOP' }]);
  });

  it('leaves its job to the others that wait for it', () => {
    const [first, second] = [stage.join(), stage.join()];
    const handle = stage.handleOf(first, 'f', { unique: 'u' });
    stage.submit(second, 'f', { unique: 'u' });
    stage.submit(first, 'f', { unique: 'u' });
    stage.leave(first);
    const worker = stage.worker('f');
    expect(stage.grabHandle(worker)).toBe(handle);
    stage.complete(worker, handle);
    expect(stage.received(second)).toHaveLength(1);
  });

  it('leaves a running job alone, which is dropped only if its worker is lost as well', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    const worker = stage.worker('f');
    stage.grab(worker);
    stage.leave(client);
    expect(stage.jobRow(handle)).toMatchObject({ ignored: true });
    stage.leave(worker);
    expect(stage.grab(stage.worker('f'))).toEqual({ type: 'NO_JOB' });
    expect(stage.jobRow(handle)).toBeUndefined();
  });

  it('leaves a background job alone, also one that it had joined to wait for', () => {
    const [submitter, joiner] = [stage.join(), stage.join()];
    const handle = stage.handleOf(submitter, 'f', { unique: 'u', background: true });
    stage.submit(joiner, 'f', { unique: 'u' });
    stage.leave(submitter);
    stage.leave(joiner);
    expect(stage.jobRow(handle)).toMatchObject({ ignored: false });
    expect(stage.isStored(handle)).toBe(true);
    expect(stage.grabHandle(stage.worker('f'))).toBe(handle);
  });
});
