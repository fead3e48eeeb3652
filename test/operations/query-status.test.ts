import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { queryStatus } from '../../src/operations/query-status.js';
import { ServerPool } from '../../src/operations/server-pool.js';

const never = new AbortController().signal;

/** A server that answers text commands as told, and knows no others: as Perl's server does it. */
async function withPerlServer<T>(answers: Readonly<Record<string, string>>, use: (address: string) => Promise<T>) {
  const server = createServer((socket) => {
    createInterface({ input: socket }).on('line', (line) => socket.write(answers[line] ?? 'ERR unknown_command \r\n'));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

describe('the status of a server', () => {
  it('is known without priorities where the server knows no prioritystatus', async () => {
    const answers = { version: 'v1.130.1\n', status: 'resize\t5\t2\t2\nmail\t0\t1\t1\n.\n' };
    const report = await withPerlServer(answers, async (address) => {
      await using pool = new ServerPool({ servers: [address] }, never);
      return await queryStatus(pool);
    });
    expect(report.servers).toMatchObject([
      { ok: true, value: { version: 'v1.130.1', roundTripMs: expect.any(Number) } },
    ]);
    expect(report.functions).toMatchObject([
      { name: 'mail', total: 0, running: 1, waiting: 0, workers: 1, waitingByPriority: null },
      { name: 'resize', total: 5, running: 2, waiting: 3, workers: 2, waitingByPriority: null },
    ]);
  });

  it('fails with the server when it refuses for another reason', async () => {
    const answers = { version: 'OK 1.1.20\n', status: '.\n', prioritystatus: 'ERR OUT_OF_MEMORY no+memory\r\n' };
    const report = await withPerlServer(answers, async (address) => {
      await using pool = new ServerPool({ servers: [address] }, never);
      return await queryStatus(pool);
    });
    expect(report.servers).toMatchObject([{ ok: false, error: { code: 'SERVER_ERROR', serverCode: 'OUT_OF_MEMORY' } }]);
  });
});
