import { describe, expect, it } from 'vitest';
import { queryServers } from '../../src/operations/query-servers.js';
import { ServerPool } from '../../src/operations/server-pool.js';
import { runForeignClient, startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { startGearmand } from '../support/gearmand.js';

const never = new AbortController().signal;

describe('what a server says of itself', () => {
  it('is its version, its process, how it logs and what it holds', async () => {
    const gearmand = await startGearmand();
    const worker = await startForeignWorker('c', gearmand.port, 'resize');
    try {
      await runForeignClient('c', gearmand.port, 'waiting', Buffer.from('x'), 'background');
      await using pool = new ServerPool({ servers: [gearmand.address] }, never);
      expect(await queryServers(pool)).toEqual([
        {
          server: gearmand.address,
          ok: true,
          value: {
            version: expect.stringMatching(/^\d+\.\d+/),
            pid: gearmand.pid,
            logLevel: 'ERROR',
            roundTripMs: expect.any(Number),
            functions: 2,
            workers: 1,
            jobs: 1,
          },
        },
      ]);
    } finally {
      await stopProcess(worker);
      await gearmand.stop();
    }
  });
});
