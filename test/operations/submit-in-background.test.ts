import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackgroundJobs } from '../../src/operations/submit-in-background.js';
import type { TurnJobs } from '../../src/operations/submit-in-turn.js';
import { type Script, ScriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer;
let jobs: BackgroundJobs;
let told: string[];

beforeEach(() => {
  told = [];
});

afterEach(() => server.stop());

async function open(script: Script, wish: Partial<TurnJobs> = {}): Promise<void> {
  let count = 0;
  server = await ScriptedServer.start(script);
  jobs = new BackgroundJobs(
    {
      connection: { servers: [server.address] },
      functions: ['f'],
      priority: 'low',
      unique: () => `u${++count}`,
      ...wish,
    },
    {
      accepted: (handle) => void told.push(Buffer.from(handle).toString()),
      lost: (error, workloads) => void told.push(`${error.code} ${workloads}`),
    },
  );
}

const accepting: Script = {
  SUBMIT_JOB_LOW_BG: ({ data }, peer) => peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() }),
};

const texts = (...workloads: string[]) => workloads.map((workload) => Buffer.from(workload));

const sent = () =>
  server
    .packets('SUBMIT_JOB_LOW_BG')
    .map(({ functionName, unique, data }) => `${functionName} ${unique} ${Buffer.from(data)}`);

describe('background jobs', () => {
  it('go to all functions, workload by workload, each with an ID of its own', async () => {
    await open(accepting, { functions: ['b', 'a'] });
    await jobs.submit(texts('1', '2'));
    await jobs.finish();
    expect(sent()).toEqual(['b u1 1', 'a u2 1', 'b u3 2', 'a u4 2']);
    expect(told).toEqual(['1', '1', '2', '2']);
  });

  it('are sent before the one before is answered', async () => {
    let held: (() => void)[] = [];
    await open({
      SUBMIT_JOB_LOW_BG: (packet, peer) => {
        held.push(() => accepting.SUBMIT_JOB_LOW_BG?.(packet, peer));
        if (held.length < 3) return;
        for (const answer of held) answer();
        held = [];
      },
    });
    await jobs.submit(texts('1', '2', '3'));
    await jobs.finish();
    expect(told).toEqual(['1', '2', '3']);
  });

  it('have workloads of any size, in their order', async () => {
    const sizes: number[] = [];
    await open({
      SUBMIT_JOB_LOW_BG: ({ data }, peer) => {
        sizes.push(data.length);
        peer.send({ type: 'JOB_CREATED', handle: 'H' });
      },
    });
    await jobs.submit([
      Buffer.alloc(0),
      Buffer.alloc(1_000_000),
      Buffer.alloc(65_535),
      Buffer.alloc(65_536),
      Buffer.alloc(1),
    ]);
    await jobs.finish();
    expect(sizes).toEqual([0, 1_000_000, 65_535, 65_536, 1]);
  });

  it('do not mind what becomes of them', async () => {
    await open({
      SUBMIT_JOB_LOW_BG: ({ data }, peer) => {
        peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() });
        peer.send({ type: 'WORK_COMPLETE', handle: 'H', data });
      },
    });
    await jobs.submit(texts('1', '2'));
    await jobs.finish();
    expect(told).toEqual(['1', '2']);
  });

  it('are refused one by one', async () => {
    await open({
      SUBMIT_JOB_LOW_BG: (packet, peer) => {
        if (Buffer.from(packet.data).toString() !== '2') accepting.SUBMIT_JOB_LOW_BG?.(packet, peer);
        else peer.send({ type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'full' });
      },
    });
    await jobs.submit(texts('1', '2', '3'));
    await jobs.finish();
    expect(told).toEqual(['1', 'SERVER_ERROR 1', '3']);
  });

  it('are sent again when a connection is lost, but for the one that should have been answered next', async () => {
    await open({
      SUBMIT_JOB_LOW_BG: (packet, peer) => {
        if (peer.number === 1 && Buffer.from(packet.data).toString() === '2') peer.close();
        else if (peer.number > 1 || told.length === 0) accepting.SUBMIT_JOB_LOW_BG?.(packet, peer);
      },
    });
    await jobs.submit(texts('1', '2', '3', '4'));
    await jobs.finish();
    expect(told.slice(-3)).toEqual(['CONNECTION_LOST 1', '3', '4']);
  });

  it('are told to be lost by workloads when there is no server', async () => {
    const address = await ScriptedServer.stoppedAddress();
    await open({}, { connection: { servers: [address] }, functions: ['a', 'b'] });
    await jobs.submit(texts('1', '2', '3'));
    await jobs.finish();
    expect(told).toEqual(['NO_SERVER 3']);
  });

  it('are given up together when the server says nothing for too long, and the next go over another connection', async () => {
    await open(
      { SUBMIT_JOB_LOW_BG: (packet, peer) => void (peer.number > 1 && accepting.SUBMIT_JOB_LOW_BG?.(packet, peer)) },
      { idleTimeoutMs: 200 },
    );
    await jobs.submit(texts('1', '2'));
    await expect.poll(() => told).toEqual(['TIMEOUT 2']);
    await jobs.submit(texts('3'));
    await jobs.finish();
    expect(told).toEqual(['TIMEOUT 2', '3']);
  });
});
