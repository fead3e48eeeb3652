import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreError } from '../../src/errors.js';
import { JobQueue } from '../../src/server/job-queue/job-queue.js';
import { Outbox, type SendEffect } from '../../src/server/outbox.js';
import { StoreInMemory } from './store-in-memory.js';

const stored = (number: number) => ({
  number,
  functionName: 'f',
  unique: '',
  reducer: '',
  priority: 'normal' as const,
  runAtEpochMs: 0,
  queuedAtEpochMs: 0,
  workload: new Uint8Array(),
});

describe('an outbox with a store', () => {
  let store: StoreInMemory;
  let sent: SendEffect[];
  let reports: StoreError[];
  let outbox: Outbox;
  let noop: SendEffect;
  let nowMs: number;

  beforeEach(() => {
    store = new StoreInMemory(new Map([[1, stored(1)]]));
    sent = [];
    reports = [];
    nowMs = 0;
    const queue = new JobQueue({ handlePrefix: 'H:test', durable: true, hashSeed: 0 });
    noop = { type: 'send', peer: queue.join('a peer'), packet: { type: 'NOOP' } };
    outbox = new Outbox({
      queue,
      store,
      send: (effect) => sent.push(effect),
      expectCommit: () => undefined,
      retryCommit: () => undefined,
      nowMs: () => nowMs,
      report: (error) => reports.push(error),
    });
  });

  it('sends at once what comes before any change', () => {
    outbox.perform([noop]);
    expect(sent).toEqual([noop]);
  });

  it.each([
    ['removed', { type: 'remove', number: 1 } as const],
    ['stored', { type: 'store', job: stored(2) } as const],
  ])('sends what comes behind a job that is %s only when that is durable', (_what, change) => {
    const done: string[] = [];
    outbox.perform([change, noop]);
    outbox.inOrder(() => done.push('in order'));
    expect([sent, done]).toEqual([[], []]);
    outbox.commit();
    expect(store.commits).toHaveLength(1);
    expect([sent, done]).toEqual([[noop], ['in order']]);
  });

  it('sends what was held though the store fails, and says so once', () => {
    store.isFailing = true;
    for (let round = 1; round <= 2; round++) {
      outbox.perform([{ type: 'remove', number: 1 }, noop]);
      outbox.commit();
      expect(sent).toHaveLength(round);
    }
    expect(reports).toHaveLength(1);
    store.isFailing = false;
    outbox.commit();
    expect(store.durable.size).toBe(0);
  });

  it('says the same of a store that works now and then once a minute', () => {
    const failAndRecover = () => {
      for (const isFailing of [true, false]) {
        store.isFailing = isFailing;
        outbox.perform([{ type: 'remove', number: 1 }]);
        outbox.commit();
      }
    };
    failAndRecover();
    nowMs = 59_999;
    failAndRecover();
    expect(reports).toHaveLength(1);
    nowMs = 60_000;
    failAndRecover();
    expect(reports).toHaveLength(2);
  });
});
