import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConnectError, ConnectionLostError, NoServerError, TlsError } from '../../src/errors.js';
import { requireAnAnswer, type ServerAnswer, ServerPool } from '../../src/operations/server-pool.js';
import { startGearmand } from '../support/gearmand.js';

const never = new AbortController().signal;
const refused = new ConnectError('q1', 'ECONNREFUSED', 'connection refused');
const expired = new TlsError('q2', 'CERT_HAS_EXPIRED', 'the certificate has expired');
const failed = (error: ConnectError | TlsError | ConnectionLostError): ServerAnswer<string> => {
  return { server: error.server, ok: false, error };
};

describe('a pool of servers', () => {
  it('gives an answer for each server, in their order', async () => {
    const gearmand = await startGearmand();
    try {
      await using pool = new ServerPool({ servers: ['127.0.0.1:1', gearmand.address] }, never);
      expect(await pool.ask((admin) => admin.version())).toEqual([
        { server: '127.0.0.1:1', ok: false, error: expect.any(ConnectError) },
        { server: gearmand.address, ok: true, value: expect.stringMatching(/^\d/) },
      ]);
    } finally {
      await gearmand.stop();
    }
  });

  it.each([
    { behaviour: 'hangs up', serve: (socket: Socket) => void socket.resume().end(), error: ConnectionLostError },
    { behaviour: 'says nothing', serve: (socket: Socket) => void socket.resume(), error: ConnectError },
  ])('takes a server that $behaviour for one that failed', async ({ serve, error }) => {
    const server = createServer(serve);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await using pool = new ServerPool({ servers: [address], answerTimeoutMs: 50 }, never);
      const answers = await pool.ask((admin) => admin.version());
      expect(answers).toEqual([{ server: address, ok: false, error: expect.any(error) }]);
    } finally {
      server.close();
    }
  });

  it('does not take a bug for a failure of the server', async () => {
    await using pool = new ServerPool({ servers: ['127.0.0.1:1'] }, never);
    await expect(pool.ask(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });
});

describe('an answer that is required', () => {
  it('is there as soon as one server has answered', () => {
    expect(() => requireAnAnswer([failed(refused), { server: 'q2', ok: true, value: 1 }])).not.toThrow();
  });

  it('is missing with the reason of each server that could not be reached', () => {
    const answers = [failed(refused), failed(expired)];
    expect(() => requireAnAnswer(answers)).toThrow(new NoServerError([refused, expired]));
  });

  it('is missing for what a server did that could be reached', () => {
    const lost = new ConnectionLostError('q1', 'q1 closed the connection');
    expect(() => requireAnAnswer([failed(refused), failed(lost)])).toThrow(lost);
  });
});
