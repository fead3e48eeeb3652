import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobTurns, type TurnJobs } from '../../src/operations/submit-in-turn.js';
import { type Script, ScriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer;
let turns: JobTurns;
let told: string[];

beforeEach(() => {
  told = [];
});

afterEach(async () => {
  await turns.close();
  await server.stop();
});

async function open(script: Script, jobs: Partial<TurnJobs> = {}): Promise<void> {
  server = await ScriptedServer.start(script);
  turns = new JobTurns(
    {
      connection: { servers: [server.address] },
      functions: ['f'],
      priority: 'normal',
      unique: () => '\xff',
      ...jobs,
    },
    {
      event: (name, event) => void told.push(`${name} ${event.type}`),
      lost: (error) => void told.push(error.code),
    },
  );
}

let jobs = 0;
const complete: Script = {
  SUBMIT_JOB: (_packet, peer) => {
    jobs += 1;
    peer.send({ type: 'JOB_CREATED', handle: `H:${jobs}` });
    peer.send({ type: 'WORK_COMPLETE', handle: `H:${jobs}`, data: Buffer.from('done') });
  },
};

describe('jobs submitted in turn', () => {
  it('go to all functions at once, by names that may be any bytes', async () => {
    await open(complete, { functions: ['b', '\xfe'] });
    await turns.submit(Buffer.from('x'));
    expect(server.packets('SUBMIT_JOB').map(({ functionName }) => functionName)).toEqual(['b', '\xfe']);
    expect(server.packets('SUBMIT_JOB').map(({ unique }) => unique)).toEqual(['\xff', '\xff']);
    expect(told.sort()).toEqual(['b complete', 'b created', '\xfe complete', '\xfe created']);
  });

  it('are lost with their connection, and not sent again; the next one is sent on another', async () => {
    await open({
      SUBMIT_JOB: (packet, peer) => {
        if (peer.number === 1) peer.close();
        else complete.SUBMIT_JOB?.(packet, peer);
      },
    });
    await turns.submit(Buffer.from('x'));
    await turns.submit(Buffer.from('y'));
    expect(told).toEqual(['CONNECTION_LOST', 'f created', 'f complete']);
    expect(server.packets('SUBMIT_JOB')).toHaveLength(2);
  });

  it('are told to be lost once for each workload', async () => {
    const address = await ScriptedServer.stoppedAddress();
    await open({}, { connection: { servers: [address] }, functions: ['a', 'b'] });
    await turns.submit(Buffer.from('x'));
    await turns.submit(Buffer.from('y'));
    expect(told).toEqual(['NO_SERVER', 'NO_SERVER']);
  });

  it('are given up when the server says nothing for too long, which begins anew with all that it says', async () => {
    let reports = 0;
    await open(
      {
        SUBMIT_JOB: (_packet, peer) => {
          peer.send({ type: 'JOB_CREATED', handle: 'H:1' });
          const timer = setInterval(() => {
            reports += 1;
            peer.send({ type: 'WORK_DATA', handle: 'H:1', data: Buffer.from('x') });
            if (reports === 4) clearInterval(timer);
          }, 100);
        },
      },
      { idleTimeoutMs: 300 },
    );
    await turns.submit(Buffer.from('x'));
    expect(told).toEqual(['f created', 'f data', 'f data', 'f data', 'f data', 'TIMEOUT']);
  });

  it('are not sent at all when there is no time to wait', async () => {
    await open(complete, { idleTimeoutMs: 0 });
    await turns.submit(Buffer.from('x'));
    expect(told).toEqual(['TIMEOUT']);
    expect(server.peers).toEqual([]);
  });
});
