import { beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/server/job-queue/effect.js';
import type { Peer } from '../../src/server/job-queue/model.js';
import { packetHandlers } from '../../src/server/packet-handlers.js';
import { bytes, QueueStage } from './job-queue/queue-stage.js';

let stage: QueueStage;
let peer: Peer;
beforeEach(() => {
  stage = new QueueStage();
  peer = stage.join();
});

function occasion() {
  return { queue: stage.queue, peer, nowMs: stage.nowMs };
}

function storedWorkload(effects: Effect[] | undefined): Uint8Array | undefined {
  return effects?.map((effect) => (effect.type === 'store' ? effect.record.workload : undefined))[0];
}

describe('the handlers of packets', () => {
  it.each([
    ['SUBMIT_JOB', 'normal', false],
    ['SUBMIT_JOB_BG', 'normal', true],
    ['SUBMIT_JOB_HIGH', 'high', false],
    ['SUBMIT_JOB_HIGH_BG', 'high', true],
    ['SUBMIT_JOB_LOW', 'low', false],
    ['SUBMIT_JOB_LOW_BG', 'low', true],
  ] as const)('take %s for a job of priority %s, in the background: %s', (type, priority, background) => {
    const submit = packetHandlers[type] as (on: unknown, packet: unknown) => Effect[];
    submit(occasion(), { type, functionName: 'f', unique: 'u', data: bytes('w') });
    expect([...stage.queue.view.jobs]).toMatchObject([{ priority, background, unique: 'u', workload: bytes('w') }]);
  });

  it('keep a small workload apart from the large read that it came in, and a large one as it is', () => {
    const read = new Uint8Array(65_536);
    const of = (data: Uint8Array) =>
      storedWorkload(
        packetHandlers.SUBMIT_JOB_BG?.(occasion(), { type: 'SUBMIT_JOB_BG', functionName: 'f', unique: '', data }),
      );
    expect(of(read.subarray(100, 130))?.buffer.byteLength).toBe(30);
    expect(of(read.subarray(100))?.buffer).toBe(read.buffer);
  });

  it('cut the ID of a client at a NUL and after 127 bytes', () => {
    const setTo = (clientId: string) => packetHandlers.SET_CLIENT_ID?.(occasion(), { type: 'SET_CLIENT_ID', clientId });
    setTo('a b\0c');
    expect(peer.clientId).toBe('a b');
    setTo('x'.repeat(200));
    expect(peer.clientId).toHaveLength(127);
  });

  it.each(['exceptions\0more', 'EXCEPTIONS'])('know the option %j', (option) => {
    const effects = packetHandlers.OPTION_REQ?.(occasion(), { type: 'OPTION_REQ', option });
    expect(effects).toMatchObject([{ packet: { type: 'OPTION_RES', option } }]);
    expect(peer.wantsExceptions).toBe(true);
  });

  it.each(['', 'exception'])('do not know the option %j', (option) => {
    const effects = packetHandlers.OPTION_REQ?.(occasion(), { type: 'OPTION_REQ', option });
    expect(effects).toMatchObject([{ packet: { type: 'ERROR', errorCode: 'UNKNOWN_OPTION' } }]);
    expect(peer.wantsExceptions).toBe(false);
  });

  it('take the time of a delayed job in seconds, and run it at once where it is no number', () => {
    const inAMinute = String(stage.nowMs / 1000 + 60);
    for (const epochSeconds of [inAMinute, 'abc']) {
      const data = bytes('w');
      packetHandlers.SUBMIT_JOB_EPOCH?.(occasion(), {
        type: 'SUBMIT_JOB_EPOCH',
        functionName: 'f',
        unique: '',
        epochSeconds,
        data,
      });
    }
    expect([...stage.queue.view.jobs]).toMatchObject([{ state: 'delayed' }, { state: 'queued' }]);
    expect(stage.queue.nextDueMs).toBe(stage.nowMs + 60_000);
  });
});
