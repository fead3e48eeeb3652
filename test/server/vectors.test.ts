import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startServer } from '../../src/server/index.js';
import type { JobHostOptions } from '../../src/server/job-host.js';
import { type ReplayWorld, replay, type Vector } from '../support/vector-replayer.js';
import { request, WirePeer } from '../support/wire-peer.js';
import { HostStage } from './host-stage.js';

// What depends on gearmand's being started again cannot be asked of a server in this process.
const replayable = (JSON.parse(readFileSync('test/fixtures/vectors.json', 'utf8')) as Vector[]).filter(
  (vector) => !vector.steps.some((step) => step.restart !== undefined),
);
const vectors = replayable.filter((vector) => vector.options === undefined);
const vectorsWithOptions = replayable.filter((vector) => vector.options !== undefined);

/** What options of gearmand are here. */
const OPTIONS: Readonly<Record<string, (value: string) => Partial<JobHostOptions>>> = {
  '--job-retries': (value) => ({ maxLosses: Number(value) }),
  '--round-robin': () => ({ order: '1.1', roundRobin: true }),
  '--worker-wakeup': (value) => ({ workerWakeup: Number(value) }),
  '--exceptions': () => ({ exceptions: true }),
  '--job-handle-prefix': (value) => ({ handlePrefix: value }),
};

/** Where this server differs on purpose. What it does instead is tested in deviations.test.ts. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'admin-create-function-lf': 'the name keeps its last byte, however the line ends',
  'reduce-three-arguments-stall': 'a missing NUL is answered with an ERROR and the end, not with silence',
  'exception-without-option': 'the WORK_FAIL has the bare handle, which C clients understand',
  'unique-64': 'IDs of 64 bytes coalesce and arrive whole',
  'fg-attach-to-abandoned': 'the ID of an abandoned job begins a new one, which is worked',
  'function-order-beats-priority': 'priority counts over all functions of a worker, as since gearmand 2.0',
  'can-do-timeout-requeues': 'a report on a job that took too long is taken without a word: workers die of the ERROR',
  'epoch-hides-low-priority': 'a delayed job hides no other, as since gearmand 2.0',
};

let server: { readonly port: number; close(): Promise<void> };
let probe: WirePeer;

const world: ReplayWorld = {
  get port() {
    return server.port;
  },
  nowMs: () => Date.now(),
  async pass(ms) {
    await settle(probe);
    vi.advanceTimersByTime(ms);
    await settle(probe);
  },
};

/** Resolves when the server has done all that was asked of it before, and its answers have arrived. */
async function settle(probe: WirePeer): Promise<void> {
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

describe("gearmand's transcripts with options", () => {
  let stage: HostStage | undefined;
  afterEach(async () => {
    await stage?.stop();
    stage = undefined;
  });

  async function replayOnHost(vector: Vector, options: Partial<JobHostOptions>): Promise<void> {
    stage = await HostStage.start(options);
    const { port } = stage;
    const hostProbe = await stage.join();
    const hostWorld: ReplayWorld = {
      port,
      nowMs: () => Date.now(),
      async pass(ms) {
        await settle(hostProbe);
        vi.advanceTimersByTime(ms);
        await settle(hostProbe);
      },
    };
    await replay(vector, hostWorld);
  }

  it.each(vectorsWithOptions)('$name: $description', async (vector) => {
    const options = (vector.options ?? []).map((option) => {
      const [name = '', value = ''] = option.split('=');
      const read = OPTIONS[name];
      if (read === undefined) throw new TypeError(`${name} is not known`);
      return read(value);
    });
    await replayOnHost(vector, Object.assign({}, ...options));
  });

  it('are there', () => {
    expect(vectorsWithOptions.map((vector) => vector.name)).toContain('opt-round-robin');
  });

  it('are followed in the order of 1.1 where a function decides before a priority', async () => {
    const vector = vectors.find(({ name }) => name === 'function-order-beats-priority');
    expect(vector).toBeDefined();
    await replayOnHost(vector as Vector, { order: '1.1' });
  });
});
