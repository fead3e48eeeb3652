import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupWorkers, queryWorkers, type WorkerConnection } from '../../src/operations/query-workers.js';
import { ServerPool } from '../../src/operations/server-pool.js';
import { startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';

const never = new AbortController().signal;

let gearmand: Gearmand;
let workers: ChildProcess[];

beforeAll(async () => {
  gearmand = await startGearmand();
  workers = await Promise.all(['resize', 'mail_send'].map((name) => startForeignWorker('c', gearmand.port, name)));
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker)));
  await gearmand.stop();
});

async function ask(patterns: string[], idle = false, servers = [gearmand.address]) {
  await using pool = new ServerPool({ servers }, never);
  return await queryWorkers(pool, { patterns, idle });
}

describe('the workers of servers', () => {
  it.each([
    { patterns: [], functions: [['mail_send'], ['resize']] },
    { patterns: ['mail_*'], functions: [['mail_send']] },
    { patterns: ['nosuch*'], functions: [] },
  ])('for $patterns are those that can do $functions', async ({ patterns, functions }) => {
    const report = await ask(patterns);
    expect(report.workers.map(({ functionNames }) => functionNames).sort()).toEqual(functions);
    expect(report.withoutWorker).toEqual([]);
  });

  it('are told with server, descriptor and address, and no client ID where there is none', async () => {
    expect((await ask(['resize'])).workers).toEqual([
      {
        server: gearmand.address,
        fd: expect.stringMatching(/^\d+$/),
        address: '127.0.0.1',
        clientId: null,
        functionNames: ['resize'],
      },
    ]);
  });

  it('are connections without any function as well when those are wanted: ours is one', async () => {
    expect((await ask([], true)).workers.some(({ functionNames }) => functionNames.length === 0)).toBe(true);
  });

  it('are missing for functions that were named and that none can do', async () => {
    expect((await ask(['resize', 'nosuch', 'no*'])).withoutWorker).toEqual(['nosuch']);
    expect((await ask(['nosuch'], false, [gearmand.address, '127.0.0.1:1'])).withoutWorker).toEqual([]);
  });
});

describe('workers in groups', () => {
  const worker = (address: string, clientId: string | null, ...functionNames: string[]): WorkerConnection => {
    return { server: 'q1', fd: '1', address, clientId, functionNames };
  };
  const all = [
    worker('10.0.0.2', 'a', 'resize', 'crop'),
    worker('10.0.0.1', null, 'mail'),
    worker('10.0.0.2', 'b', 'crop'),
  ];

  it.each([
    {
      by: 'host',
      groups: [
        ['10.0.0.1', 1, ['mail'], ['10.0.0.1']],
        ['10.0.0.2', 2, ['crop', 'resize'], ['10.0.0.2']],
      ],
    },
    {
      by: 'function',
      groups: [
        ['crop', 2, ['crop', 'resize'], ['10.0.0.2']],
        ['mail', 1, ['mail'], ['10.0.0.1']],
        ['resize', 1, ['crop', 'resize'], ['10.0.0.2']],
      ],
    },
    {
      by: 'id',
      groups: [
        ['-', 1, ['mail'], ['10.0.0.1']],
        ['a', 1, ['crop', 'resize'], ['10.0.0.2']],
        ['b', 1, ['crop'], ['10.0.0.2']],
      ],
    },
  ] as const)('are counted by $by', ({ by, groups }) => {
    const found = groupWorkers(all, by).map(({ name, workers, functionNames, addresses }) => {
      return [name, workers, functionNames, addresses];
    });
    expect(found).toEqual(groups);
  });
});
