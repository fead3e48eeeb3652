import { beforeEach, describe, expect, it } from 'vitest';
import { type Packet, parsePacket } from '../../src/protocol/index.js';
import type { Effect } from '../../src/server/job-queue/effect.js';
import type { Peer } from '../../src/server/job-queue/model.js';
import { requestHandler } from '../../src/server/request-handlers.js';
import { bytes, QueueStage } from './job-queue/queue-stage.js';
import { packet, type RequestName } from './server-stage.js';

let stage: QueueStage;
let peer: Peer;
beforeEach(() => {
  stage = new QueueStage();
  peer = stage.join();
});

/** Hands a request over in the middle of other bytes, as it arrives. */
function request(name: RequestName, ...args: (string | Uint8Array)[]): Effect[] | undefined {
  const wire = packet(name, ...args);
  const read = Buffer.concat([Buffer.from('\0\0before'), wire, Buffer.from('\0behind\0')]);
  const start = 8 + 12;
  const handle = requestHandler(wire.readUInt32BE(4));
  return handle?.({ queue: stage.queue, peer, nowMs: stage.nowMs }, read, start, start + wire.length - 12);
}

function jobs() {
  return [...stage.queue.view.jobs];
}

describe('the handlers of submissions', () => {
  it.each([
    ['SUBMIT_JOB', 'normal', false],
    ['SUBMIT_JOB_BG', 'normal', true],
    ['SUBMIT_JOB_HIGH', 'high', false],
    ['SUBMIT_JOB_HIGH_BG', 'high', true],
    ['SUBMIT_JOB_LOW', 'low', false],
    ['SUBMIT_JOB_LOW_BG', 'low', true],
  ] as const)('take %s for a job of priority %s, in the background: %s', (name, priority, background) => {
    request(name, 'f', 'u', 'w\0w');
    expect(jobs()).toMatchObject([{ priority, background, unique: 'u', workload: bytes('w\0w') }]);
    expect(jobs()[0]?.function.name).toBe('f');
  });

  it('read the reducer of a reduce job, and leave the aggregator alone', () => {
    request('SUBMIT_REDUCE_JOB', 'f', 'u', 'sum', 'aggregator', 'w');
    request('SUBMIT_REDUCE_JOB_BACKGROUND', 'f', '', '', '', 'w');
    expect(jobs()).toMatchObject([
      { reducer: 'sum', background: false, workload: bytes('w') },
      { reducer: '', background: true, workload: bytes('w') },
    ]);
  });

  it('take the time of a delayed job in seconds, and run it at once where it is no number', () => {
    for (const epochSeconds of [String(stage.nowMs / 1000 + 60), 'abc']) {
      request('SUBMIT_JOB_EPOCH', 'f', '', epochSeconds, 'w');
    }
    expect(jobs()).toMatchObject([{ state: 'delayed' }, { state: 'queued' }]);
    expect(stage.queue.nextDueMs).toBe(stage.nowMs + 60_000);
  });

  it.each([
    ['SUBMIT_JOB_BG', ['f'.repeat(8180), '', 'w']],
    ['SUBMIT_JOB_BG', ['f', 'u'.repeat(8180), 'w']],
    ['SUBMIT_JOB_EPOCH', ['f', '', '1'.repeat(8180), 'w']],
    ['SUBMIT_REDUCE_JOB', ['f', '', '', 'a'.repeat(8180), 'w']],
    ['CAN_DO', ['f'.repeat(8180)]],
  ] as const)('leave %s to be answered by the end where an argument is longer than gearmand reads', (name, args) => {
    expect(request(name, ...args)).toBeUndefined();
    expect(jobs()).toEqual([]);
  });

  it.each([
    ['SUBMIT_JOB_BG', ['f', 'u']],
    ['SUBMIT_JOB', ['f']],
    ['SUBMIT_JOB_EPOCH', ['f', 'u', '1']],
    ['SUBMIT_REDUCE_JOB', ['f', 'u', 'r', 'a']],
    ['CAN_DO_TIMEOUT', ['f']],
  ] as const)('refuse %s where a NUL is missing, though one follows behind the packet', (name, args) => {
    expect(() => request(name, ...args)).toThrow('lacks');
    expect(jobs()).toEqual([]);
  });

  it('read what the parser of packets reads', () => {
    const wire = packet('SUBMIT_JOB_BG', 'name', 'unique', 'work\0load');
    const parsed = parsePacket(18, wire.subarray(12)) as Packet & { type: 'SUBMIT_JOB_BG' };
    request('SUBMIT_JOB_BG', 'name', 'unique', 'work\0load');
    expect(jobs()).toMatchObject([{ unique: parsed.unique, workload: new Uint8Array(parsed.data) }]);
  });
});
