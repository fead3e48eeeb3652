import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../../src/journal/index.js';
import { recordingOutcomes } from '../../../src/server/statistics/outcome-recorder.js';
import { Statistics } from '../../../src/server/statistics/statistics.js';
import { bytes, QueueStage } from '../job-queue/queue-stage.js';

describe('a recorder of outcomes', () => {
  function stageWithJournal() {
    const journal = new MemoryJournal({ retention: { by: 'number', outcomes: 100 }, now: () => 0 });
    const statistics = new Statistics();
    return { journal, statistics, stage: new QueueStage({ observer: recordingOutcomes(journal, statistics) }) };
  }

  it('keeps what a job came to, who worked it and when', () => {
    const { journal, statistics, stage } = stageWithJournal();
    const client = stage.join();
    const handle = stage.handleOf(client, 'f', { unique: 'u', priority: 'high', background: true });
    const lost = stage.worker('f');
    stage.grabHandle(lost);
    stage.pass(1000);
    stage.leave(lost);
    const worker = stage.worker('f');
    worker.clientId = 'host/f.1';
    stage.grabHandle(worker);
    stage.pass(500);
    stage.complete(worker, handle, bytes('result'));

    expect(journal.find(handle)).toEqual({
      handle,
      functionName: 'f',
      unique: 'u',
      priority: 'high',
      background: true,
      outcome: 'complete',
      worker: { clientId: 'host/f.1', address: '127.0.0.1' },
      queuedAtMs: 1_000_000,
      startedAtMs: 1_001_000,
      endedAtMs: 1_001_500,
      attempts: 2,
      result: bytes('result'),
      resultBytes: 6,
      truncated: false,
    });
    expect(statistics.total()).toMatchObject({ submitted: 1, started: 2, completed: 1 });
  });

  it('counts no attempt for a job that was cancelled while it waited', () => {
    const { journal, stage } = stageWithJournal();
    const handle = stage.handleOf(stage.join(), 'f', { background: true });
    stage.cancel(handle);
    expect(journal.find(handle)).toMatchObject({ outcome: 'cancelled', attempts: 0, worker: undefined });
  });
});
