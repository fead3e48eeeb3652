import { beforeEach, describe, expect, it } from 'vitest';
import type { Peer } from '../../src/server/job-queue/model.js';
import { packetHandlers } from '../../src/server/packet-handlers.js';
import { QueueStage } from './job-queue/queue-stage.js';

let stage: QueueStage;
let peer: Peer;
beforeEach(() => {
  stage = new QueueStage();
  peer = stage.join();
});

function occasion() {
  return { queue: stage.queue, peer, nowMs: stage.nowMs };
}

describe('the handlers of packets', () => {
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
});
