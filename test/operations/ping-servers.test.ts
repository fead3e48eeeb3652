import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectError, NoServerError } from '../../src/errors.js';
import { type PingReply, pingServers, summarizePings } from '../../src/operations/ping-servers.js';
import { ServerPool } from '../../src/operations/server-pool.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';

const never = new AbortController().signal;
const time = new Date();
const error = new ConnectError('q2', 'ECONNREFUSED', 'connection refused');

let gearmand: Gearmand;

beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

async function ping(servers: string[], count: number, sizeBytes = 64): Promise<PingReply[]> {
  await using pool = new ServerPool({ servers }, never);
  const replies: PingReply[] = [];
  for await (const round of pingServers(pool, { count, intervalMs: 1, sizeBytes }, never)) replies.push(...round);
  return replies;
}

describe('pinging servers', () => {
  it('asks each of them as often as was said', async () => {
    const replies = await ping([gearmand.address, '127.0.0.1:1'], 3);
    expect(replies.map(({ seq, ok }) => [seq, ok])).toEqual([
      [1, true],
      [1, false],
      [2, true],
      [2, false],
      [3, true],
      [3, false],
    ]);
    expect(replies[0]).toMatchObject({ server: gearmand.address, value: expect.any(Number) });
  });

  it('carries no bytes as well as many', async () => {
    expect(await ping([gearmand.address], 1, 0)).toMatchObject([{ ok: true }]);
    expect(await ping([gearmand.address], 1, 1024 * 1024)).toMatchObject([{ ok: true }]);
  });

  it('fails at once when no server answers', async () => {
    await expect(ping(['127.0.0.1:1'], 100)).rejects.toThrow(NoServerError);
  });
});

describe('a summary of echoes', () => {
  const reply = (server: string, ms: number): PingReply => ({ server, seq: 1, time, ok: true, value: ms });

  it('has the shortest, the mean, the 99th of a hundred and the longest', () => {
    const replies = Array.from({ length: 200 }, (_, i) => reply('q1', 200 - i));
    expect(summarizePings(replies)).toEqual([
      { server: 'q1', sent: 200, received: 200, minMs: 1, avgMs: 100.5, p99Ms: 198, maxMs: 200 },
    ]);
  });

  it('is made for each server, and has no times where nothing came back', () => {
    const lost: PingReply = { server: 'q2', seq: 1, time, ok: false, error };
    expect(summarizePings([reply('q1', 2), lost, reply('q1', 4), lost])).toEqual([
      { server: 'q1', sent: 2, received: 2, minMs: 2, avgMs: 3, p99Ms: 4, maxMs: 4 },
      { server: 'q2', sent: 2, received: 0, minMs: null, avgMs: null, p99Ms: null, maxMs: null },
    ]);
  });
});
