import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin, type AdminOptions, isUnknownCommand } from '../../src/admin/index.js';
import {
  AbortedError,
  ClosedError,
  ConnectError,
  ConnectionLostError,
  NameError,
  NotFoundError,
  ProtocolError,
  ServerError,
  TimeoutError,
  UnmetError,
} from '../../src/errors.js';
import { runForeignClient, startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { request, WirePeer } from '../support/wire-peer.js';

describe('an admin connection to gearmand', () => {
  let gearmand: Gearmand;
  let admin: Admin;
  beforeAll(async () => {
    gearmand = await startGearmand();
    admin = new Admin(`127.0.0.1:${gearmand.port}`);
  });
  afterAll(async () => {
    await admin.close();
    await gearmand.stop();
  });

  it('learns the version, the process and the log level', async () => {
    expect(await Promise.all([admin.version(), admin.pid(), admin.verbose()])).toEqual([
      expect.stringMatching(/^\d+\.\d+/),
      expect.any(Number),
      'ERROR',
    ]);
  });

  it('lists functions, jobs and workers as they come', async () => {
    const { stdout } = await runForeignClient('perl', gearmand.port, 'listed', Buffer.from('x'), 'background');
    const handle = stdout.toString().replace(/^.*\/\//, '');
    expect(await admin.status()).toContainEqual({ functionName: 'listed', total: 1, running: 0, workers: 0 });
    expect(await admin.priorityStatus()).toContainEqual({
      functionName: 'listed',
      high: 0,
      normal: 1,
      low: 0,
      workers: 0,
    });
    expect(await admin.jobs()).toContainEqual({ handle, retries: 0, ignored: false, queued: true });
    expect(await admin.uniqueJobs()).toHaveLength((await admin.jobs()).length);
    await admin.cancelJob(handle);
    expect(await admin.jobs()).toContainEqual({ handle, retries: 0, ignored: true, queued: false });
    const worker = await startForeignWorker('c', gearmand.port, 'worked');
    expect(await admin.workers()).toContainEqual(expect.objectContaining({ clientId: '-', functionNames: ['worked'] }));
    await stopProcess(worker);
  });

  it('creates, limits and drops a function, its name in any script and with tabs', async () => {
    for (const name of ['größe', 'prefix\tname']) {
      await admin.createFunction(name);
      await admin.setMaxQueue(name, { high: null, normal: 5, low: 1 });
      expect((await admin.status()).map((row) => row.functionName)).toContain(name);
      await admin.dropFunction(name);
      expect((await admin.status()).map((row) => row.functionName)).not.toContain(name);
    }
  });

  it('lists each worker, also those behind one whose function has a line end in its name', async () => {
    const peers: WirePeer[] = [];
    for (const name of ['before', 'two\nlines', 'behind']) {
      const peer = await WirePeer.connect(gearmand.port);
      peers.push(peer);
      peer.send(request(1, name));
      peer.send(request(16, 'read'));
      await peer.packet();
    }
    const names = (await admin.workers()).flatMap((row) => row.functionNames);
    expect(names.sort()).toEqual(['before', 'behind', 'two\nlines']);
    await Promise.all(peers.map((peer) => peer.close()));
  });

  it('says what there is not, and what is busy', async () => {
    await expect(admin.dropFunction('nobody')).rejects.toBeInstanceOf(NotFoundError);
    await expect(admin.cancelJob('H:nobody:1')).rejects.toBeInstanceOf(NotFoundError);
    const worker = await startForeignWorker('c', gearmand.port, 'busy');
    await expect(admin.dropFunction('busy')).rejects.toBeInstanceOf(UnmetError);
    await stopProcess(worker);
  });

  it('refuses a name that the protocol cannot carry before it asks', async () => {
    await expect(admin.createFunction('two words')).rejects.toBeInstanceOf(NameError);
  });

  it('knows a command that the server does not know', async () => {
    const refusal = await admin.shutdown().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServerError);
    expect(isUnknownCommand(refusal)).toBe(true);
    expect(isUnknownCommand(new ServerError('q1', 'QUEUE_ERROR', ''))).toBe(false);
  });

  it('keeps the order of many questions asked at once', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    await Promise.all(names.map((name) => admin.createFunction(name)));
    const known = (await admin.status()).map((row) => row.functionName);
    expect(known).toEqual(expect.arrayContaining(names));
    await Promise.all(names.map((name) => admin.dropFunction(name)));
  });

  it('measures the round trip of any bytes', async () => {
    expect(await admin.echo(new Uint8Array([0, 10, 255]))).toBeGreaterThan(0);
    expect(await admin.echo(new Uint8Array(0))).toBeGreaterThan(0);
    expect(await admin.echo(new Uint8Array(1_000_000))).toBeGreaterThan(0);
  });
});

describe('an admin connection to a server of another kind', () => {
  const open: { server: Server; sockets: Set<Socket>; admin: Admin }[] = [];
  afterEach(async () => {
    for (const { server, sockets, admin } of open.splice(0)) {
      await admin.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    }
  });

  /** A server that answers each line with what the script says; undefined answers nothing. */
  async function serving(
    answer: (line: string, socket: Socket) => string | undefined,
    options: AdminOptions = {},
  ): Promise<Admin> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.on('data', (chunk) => {
        for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1))
          socket.write(answer(line, socket) ?? '');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const admin = new Admin(`127.0.0.1:${(server.address() as AddressInfo).port}`, options);
    open.push({ server, sockets, admin });
    return admin;
  }

  it("understands Perl's server: no OK, no priorities, CRLF and LF", async () => {
    const answers: Record<string, string> = {
      version: 'v1.130.1\n',
      status: 'wc\t2\t1\t1\n.\n',
      workers: '7 127.0.0.1 - : \n8 127.0.0.1 - : wc\n.\n',
    };
    const perl = await serving((line) => answers[line] ?? 'ERR unknown_command \r\n');
    expect(await perl.version()).toBe('v1.130.1');
    expect(await perl.status()).toEqual([{ functionName: 'wc', total: 2, running: 1, workers: 1 }]);
    expect((await perl.workers()).map((row) => row.functionNames)).toEqual([[], ['wc']]);
    expect(isUnknownCommand(await perl.priorityStatus().catch((error: unknown) => error))).toBe(true);
    expect(isUnknownCommand(await perl.jobs().catch((error: unknown) => error))).toBe(true);
  });

  it("adds the running jobs to rustygear's total", async () => {
    const rusty = await serving((line) => (line === 'version' ? 'OK some-rustygear-version\n' : 'wc\t5\t2\t2\n.\n'));
    expect(await rusty.status()).toEqual([{ functionName: 'wc', total: 7, running: 2, workers: 2 }]);
  });

  it('reads ten thousand functions', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `function-${index}\t${index}\t0\t1\n`).join('');
    const large = await serving((line) => (line === 'version' ? 'OK 1\n' : `${rows}.\n`));
    const status = await large.status();
    expect(status).toHaveLength(10_000);
    expect(status.at(-1)).toEqual({ functionName: 'function-9999', total: 9999, running: 0, workers: 1 });
  });

  it('gives an answer up after its time, and asks the next question on a new connection', async () => {
    let asked = 0;
    const slow = await serving(() => (asked++ === 0 ? undefined : 'OK 2\n'), { timeoutMs: 100 });
    await expect(slow.version()).rejects.toBeInstanceOf(TimeoutError);
    expect(await slow.version()).toBe('2');
  });

  it('does not wait longer for the connection than for the answer', async () => {
    const silent = await serving(() => undefined);
    await using admin = new Admin(`tls://${silent.server}`, { timeoutMs: 100, connectTimeoutMs: 1000 });
    const startedAt = performance.now();
    await expect(admin.version()).rejects.toBeInstanceOf(TimeoutError);
    expect(performance.now() - startedAt).toBeLessThan(800);
  });

  it('closes its connection when it is given up, so that nothing keeps the process alive', async () => {
    const controller = new AbortController();
    let hungUp: Promise<unknown> | undefined;
    const silent = await serving(
      (_line, socket) => {
        hungUp = once(socket, 'close');
        controller.abort();
        return undefined;
      },
      { signal: controller.signal },
    );
    await expect(silent.version()).rejects.toBeInstanceOf(AbortedError);
    await hungUp;
  });

  it('says that the server hung up on a question, and connects anew for the next', async () => {
    let asked = 0;
    const restarting = await serving((_line, socket) => {
      if (asked++ > 0) return 'OK 2\n';
      socket.end();
      return undefined;
    });
    await expect(restarting.version()).rejects.toBeInstanceOf(ConnectionLostError);
    expect(await restarting.version()).toBe('2');
  });

  it('does not take nonsense for an empty list', async () => {
    const web = await serving((line) => (line === 'version' ? 'OK 1\n' : 'HTTP/1.1 400 Bad Request\r\n.\n'));
    await expect(web.status()).rejects.toBeInstanceOf(ProtocolError);
  });

  it('says that nobody is there', async () => {
    await using nobody = new Admin('127.0.0.1:1');
    await expect(nobody.status()).rejects.toBeInstanceOf(ConnectError);
  });

  it('is of no use once it is closed, and fails what is under way', async () => {
    const silent = await serving(() => undefined);
    const asked = silent.version();
    await Promise.all([expect(asked).rejects.toBeInstanceOf(ClosedError), silent.close()]);
    await expect(silent.version()).rejects.toBeInstanceOf(ClosedError);
  });
});
