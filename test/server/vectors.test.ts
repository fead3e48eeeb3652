import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JobServer, startServer } from '../../src/server/index.js';
import { type ReplayWorld, replay, type Vector } from '../support/vector-replayer.js';
import { request, WirePeer } from '../support/wire-peer.js';

const vectors = (JSON.parse(readFileSync('test/fixtures/vectors.json', 'utf8')) as Vector[]).filter(
  // What depends on the options of gearmand or on its being started again cannot be asked of this server.
  (vector) => vector.options === undefined && !vector.steps.some((step) => step.restart !== undefined),
);

/** Where this server differs on purpose. What it does instead is tested in deviations.test.ts. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'admin-create-function-lf': 'the name keeps its last byte, however the line ends',
  'reduce-three-arguments-stall': 'a missing NUL is answered with an ERROR and the end, not with silence',
  'exception-without-option': 'the WORK_FAIL has the bare handle, which C clients understand',
  'unique-64': 'IDs of 64 bytes coalesce and arrive whole',
  'fg-attach-to-abandoned': 'the ID of an abandoned job begins a new one, which is worked',
  'function-order-beats-priority': 'priority counts over all functions of a worker, as since gearmand 2.0',
  'epoch-hides-low-priority': 'a delayed job hides no other, as since gearmand 2.0',
};

let server: JobServer;
let probe: WirePeer;

const world: ReplayWorld = {
  get port() {
    return server.port;
  },
  nowMs: () => Date.now(),
  async pass(ms) {
    await settle();
    vi.advanceTimersByTime(ms);
    await settle();
  },
};

/** Resolves when the server has done all that was asked of it before, and its answers have arrived. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    probe.send(request(16, 'settled'));
    await probe.packet();
  }
}

beforeEach(async () => {
  // Time goes on as ever, but where a transcript waits it is turned forward.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  server = await startServer({ port: 0 });
  probe = await WirePeer.connect(server.port);
});

afterEach(async () => {
  await probe.close();
  await server.close();
  vi.useRealTimers();
});

describe("gearmand's transcripts", () => {
  it('are there, and most of them are to be reproduced', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(90);
    expect(Object.keys(DEVIATIONS).filter((name) => !vectors.some((vector) => vector.name === name))).toEqual([]);
  });

  for (const vector of vectors) {
    const deviation = DEVIATIONS[vector.name];
    if (deviation === undefined) it(`${vector.name}: ${vector.description}`, () => replay(vector, world));
    else {
      it(`${vector.name}, not reproduced: ${deviation}`, async () => {
        await expect(replay(vector, world)).rejects.toThrow(/^step \d+/);
      });
    }
  }
});
