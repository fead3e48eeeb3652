import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../../src/client/index.js';
import { SystemError } from '../../../src/errors.js';
import type { JobEnding } from '../../../src/operations/run-worker/job-runner.js';
import { type TurnRunner, type TurnWish, workInTurn } from '../../../src/operations/work-in-turn/work-in-turn.js';
import { startServer } from '../../../src/server/index.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { ScriptedServer } from '../../support/scripted-server.js';

let gearmand: Gearmand;
let client: Client;
let told: string[];

beforeEach(async () => {
  gearmand = await startGearmand();
  client = new Client({ servers: gearmand.address });
  told = [];
});

afterEach(async () => {
  await client.close();
  await gearmand.stop();
});

const listener = {
  idle: () => void told.push('idle'),
  unreachable: () => void told.push('unreachable'),
};

const complete: TurnRunner = {
  run: async ({ workload }): Promise<JobEnding> => {
    told.push('job');
    return { end: 'complete', result: workload, message: '', exitCode: 0, signal: null, bytesOut: 0 };
  },
};

const wish = (details: Partial<TurnWish>): TurnWish => ({
  functions: ['f'],
  connection: { servers: [gearmand.address] },
  turns: 0,
  ...details,
});

describe('a worker that has one job at a time', () => {
  it('ends after so many jobs', async () => {
    for (const workload of ['1', '2', '3']) await client.background('f', workload);
    await workInTurn(wish({ turns: 2 }), complete, listener);
    expect(told).toEqual(['job', 'job']);
  });

  it('counts failed jobs once', async () => {
    const failing: TurnRunner = {
      run: (job, facts) => {
        job.fail();
        return complete.run(job, facts);
      },
    };
    for (const workload of ['1', '2', '3']) await client.background('f', workload);
    await workInTurn(wish({ turns: 2 }), failing, listener);
    expect(told).toEqual(['job', 'job']);
  });

  it('counts waits that took too long', async () => {
    await workInTurn(wish({ turns: 3, idleTimeoutMs: 30 }), complete, listener);
    expect(told).toEqual(['idle', 'idle', 'idle']);
  });

  it('counts attempts to reach a server that is not there', async () => {
    const servers = [await ScriptedServer.stoppedAddress()];
    await workInTurn(wish({ connection: { servers }, turns: 2 }), complete, listener);
    expect(told).toEqual(['unreachable', 'unreachable']);
  });

  it('says that one of several servers is not there, and counts it no further', async () => {
    const servers = [await ScriptedServer.stoppedAddress(), gearmand.address];
    await workInTurn(wish({ connection: { servers }, turns: 2, idleTimeoutMs: 500 }), complete, listener);
    expect(told.filter((text) => text === 'idle')).toHaveLength(2);
    expect(told.filter((text) => text === 'unreachable')).toHaveLength(1);
  });

  it('says that a server is gone while it was told of the last job', async () => {
    const server = await startServer({ port: 0, maxPacketBytes: 4096 });
    const large: TurnRunner = {
      run: async (job, facts) => ({ ...(await complete.run(job, facts)), result: new Uint8Array(100_000) }),
    };
    try {
      const connection = { servers: [server.address] };
      await using submitting = new Client(connection);
      await submitting.background('f', '1');
      await workInTurn(wish({ connection, turns: 1 }), large, listener);
      expect(told).toEqual(['job', 'unreachable']);
    } finally {
      await server.close();
    }
  });

  it('takes functions whose names are no UTF-8', async () => {
    const task = client.submit('\xff', 'x', { asBytes: true });
    await workInTurn(wish({ functions: ['\xff'], turns: 1 }), complete, listener);
    expect(Buffer.from(await task.result()).toString()).toBe('x');
  });

  it('ends with what keeps it from running jobs', async () => {
    const broken: TurnRunner = {
      run: async (job, facts) => {
        job.giveBack();
        return {
          ...(await complete.run(job, facts)),
          trouble: { error: new SystemError('no processes'), isFatal: true },
        };
      },
    };
    await client.background('f', '1');
    await expect(workInTurn(wish({}), broken, listener)).rejects.toThrow('no processes');
  });
});
