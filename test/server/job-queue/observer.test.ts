import { beforeEach, describe, expect, it } from 'vitest';
import type { EndedJob, QueueObserver } from '../../../src/server/job-queue/observer.js';
import { bytes, QueueStage } from './queue-stage.js';

let heard: string[];
let ended: EndedJob[];
const observer: QueueObserver = {
  submitted: ({ number, coalesced }) => heard.push(`submitted ${number}${coalesced ? ' again' : ''}`),
  started: ({ number, losses }) => heard.push(`started ${number} after ${losses}`),
  ended: (job) => {
    heard.push(`ended ${job.number}: ${job.outcome}`);
    ended.push(job);
  },
};

let stage: QueueStage;
beforeEach(() => {
  heard = [];
  ended = [];
  stage = new QueueStage({ observer, maxLosses: 2 });
});

describe('an observer', () => {
  it('hears of a job from its submission to its end', () => {
    const client = stage.join();
    const worker = stage.worker('f');
    worker.clientId = 'w1';
    const queuedAtMs = stage.nowMs;
    const handle = stage.handleOf(client, 'f', { unique: 'u', priority: 'high', background: true });
    stage.submit(client, 'f', { unique: 'u' });
    stage.pass(100);
    stage.grab(worker);
    stage.pass(50);
    stage.complete(worker, handle, bytes('result'));
    expect(heard).toEqual(['submitted 1', 'submitted 1 again', 'started 1 after 0', 'ended 1: complete']);
    expect(ended).toEqual([
      {
        number: 1,
        handle,
        functionName: 'f',
        unique: 'u',
        priority: 'high',
        background: true,
        outcome: 'complete',
        result: bytes('result'),
        queuedAtMs,
        startedAtMs: queuedAtMs + 100,
        endedAtMs: queuedAtMs + 150,
        losses: 0,
        worker: { clientId: 'w1', address: '127.0.0.1' },
      },
    ]);
  });

  it.each(['fail', 'exception'] as const)('hears of a job that ends by %s', (outcome) => {
    const worker = stage.worker('f');
    const handle = stage.handleOf(stage.join(), 'f');
    stage.grab(worker);
    stage[outcome](worker, handle, bytes(outcome === 'fail' ? '' : 'boom'));
    expect(ended).toMatchObject([{ outcome, result: bytes(outcome === 'fail' ? '' : 'boom') }]);
  });

  it.each([
    ['timeout', 'lost'],
    ['lost', 'timeout'],
  ] as const)('hears of a job that has lost too many workers, the last one by %s', (last, first) => {
    stage.submit(stage.join(), 'f', { background: true });
    for (const how of [first, last]) {
      const worker = stage.join();
      stage.queue.canDo(worker, 'f', 1000);
      stage.grab(worker);
      if (how === 'lost') stage.leave(worker);
      else stage.pass(1000);
    }
    expect(heard.slice(1)).toEqual(['started 1 after 0', 'started 1 after 1', `ended 1: ${last}`]);
    expect(ended).toMatchObject([{ losses: 2 }]);
  });

  it('hears once of a job that is cancelled, when no worker can get it any more', () => {
    const [client, worker] = [stage.join(), stage.worker('f')];
    const waiting = stage.handleOf(client, 'g', { background: true });
    stage.cancel(waiting);
    stage.cancel(waiting);
    expect(heard.slice(1)).toEqual(['ended 1: cancelled']);
    const running = stage.handleOf(client, 'f', { background: true });
    stage.grab(worker);
    stage.cancel(running);
    stage.leave(worker);
    expect(heard.slice(2)).toEqual(['submitted 2', 'started 2 after 0', 'ended 2: cancelled']);
    expect(ended).toMatchObject([{ startedAtMs: undefined }, { startedAtMs: stage.nowMs }]);
  });

  it('hears once of a job whose clients are gone', () => {
    const client = stage.join();
    stage.submit(client, 'f');
    stage.leave(client);
    stage.grab(stage.worker('f'));
    expect(heard).toEqual(['submitted 1', 'ended 1: abandoned']);
  });

  it('is told when a delayed job could run', () => {
    const starts: number[] = [];
    stage = new QueueStage({
      observer: { ...observer, started: (job) => starts.push(job.queuedAtMs, job.runnableAtMs) },
    });
    const submittedAtMs = stage.nowMs;
    stage.submit(stage.join(), 'f', { background: true, runAtEpochMs: submittedAtMs + 5000 });
    stage.pass(6000);
    stage.grab(stage.worker('f'));
    expect(starts).toEqual([submittedAtMs, submittedAtMs + 5000]);
  });
});
