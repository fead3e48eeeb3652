import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Admin, isUnknownCommand } from '../../src/admin/index.js';
import { NameError, NotFoundError, ProtocolError, ServerError, UnmetError } from '../../src/errors.js';
import { ExtensionStage } from '../server/admin-extensions/extension-stage.js';
import { bytes } from '../server/job-queue/queue-stage.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';

/** A server that answers each line with what it is told to. */
class LineServer {
  readonly lines: string[] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(answer: (line: string) => string) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket.on('error', () => undefined));
      socket.on('data', (chunk) => {
        for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) {
          this.lines.push(line);
          socket.write(answer(line), 'latin1');
        }
      });
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('the questions that only gearctl’s server knows', () => {
  const open: { server: LineServer; admin: Admin }[] = [];
  afterEach(async () => {
    for (const { server, admin } of open.splice(0)) {
      await admin.close();
      await server.stop();
    }
  });

  async function asking(answer: (line: string) => string): Promise<{ server: LineServer; admin: Admin }> {
    const server = new LineServer(answer);
    const opened = { server, admin: new Admin(await server.start()) };
    open.push(opened);
    return opened;
  }

  describe('asked of a queue', () => {
    let stage: ExtensionStage;
    let server: LineServer;
    let admin: Admin;
    beforeEach(async () => {
      stage = new ExtensionStage();
      ({ server, admin } = await asking((line) => stage.text(line) ?? 'ERR UNKNOWN_COMMAND\r\n'));
    });

    it('tell what became of jobs, times in milliseconds', async () => {
      const worker = stage.worker('f');
      const handle = stage.handleOf(stage.join(), 'f', { background: true });
      stage.pass(20);
      stage.grabHandle(worker);
      stage.pass(1500);
      stage.complete(worker, handle);
      stage.submit(stage.join(), 'waits', { background: true });
      stage.pass(300);
      const stats = await admin.stats();
      expect(stats).toMatchObject({
        atEpochMs: 1_001_820,
        version: 'gearctl-1.2.3',
        pid: 7,
        uptimeMs: 1820,
        connections: { open: 3, workers: 1 },
        store: undefined,
        results: { outcomes: 1, bytes: 0 },
        totals: { total: 1, waiting: 1, oldestAgeMs: 300, submitted: 2, completed: 1 },
        others: { submitted: 0, waitTime: undefined },
      });
      expect(stats.functions).toMatchObject([
        {
          completed: 1,
          waitTime: { count: 1, p50Ms: 20 },
          runTime: { sumMs: 1500, maxMs: 1500 },
          oldestAgeMs: undefined,
        },
        { name: 'waits', waiting: 1, waitingByPriority: { high: 0, normal: 1, low: 0 }, runTime: undefined },
      ]);
      expect(stats.functions[0]?.runTime?.below).toHaveLength(stats.boundsMs.length);
      expect(stats.boundsMs[5]).toBe(1024);
    });

    it('list jobs with all that is known of them', async () => {
      const client = stage.join();
      stage.submit(client, Buffer.from('größe').toString('latin1'), { unique: '\xff', workload: bytes('abc') });
      stage.submit(client, 'later', { background: true, runAtEpochMs: 2_000_000 });
      const worker = stage.worker('later');
      worker.clientId = 'host/1';
      stage.submit(client, 'later', { background: true, priority: 'low' });
      stage.grabHandle(worker);
      stage.pass(40);
      const { jobs, total, truncated } = await admin.jobDetails();
      expect([total, truncated]).toEqual([3, false]);
      expect(jobs).toEqual([
        {
          handle: 'H:test:1',
          functionName: 'größe',
          unique: 'ÿ',
          priority: 'normal',
          state: 'queued',
          ignored: false,
          background: false,
          ageMs: 40,
          runAtEpochMs: undefined,
          runTimeMs: undefined,
          attempts: 0,
          worker: undefined,
          size: 3,
          progress: undefined,
        },
        expect.objectContaining({ handle: 'H:test:2', state: 'delayed', runAtEpochMs: 2_000_000, unique: undefined }),
        expect.objectContaining({
          handle: 'H:test:3',
          state: 'running',
          priority: 'low',
          attempts: 1,
          runTimeMs: 40,
          worker: { id: 'host/1', address: '127.0.0.1' },
        }),
      ]);
      expect(await admin.jobDetails({ functionName: 'later', limit: 1 })).toMatchObject({
        jobs: [{ handle: 'H:test:2' }],
        total: 2,
        truncated: true,
      });
      expect((await admin.jobDetails({ limit: 2 })).jobs).toHaveLength(2);
      expect((await admin.jobDetails({ functionName: 'größe' })).total).toBe(1);
    });

    it('refuse a function that they cannot name before they ask', async () => {
      await expect(admin.jobDetails({ functionName: 'two words' })).rejects.toBeInstanceOf(NameError);
      await expect(admin.jobDetails({ functionName: '*' })).rejects.toBeInstanceOf(NameError);
      expect(server.lines).toEqual([]);
    });

    it('give the outcome of a job, and say why there is none', async () => {
      const handle = stage.handleOf(stage.join(), 'f', { background: true });
      await expect(admin.jobResult(handle)).rejects.toBeInstanceOf(UnmetError);
      await expect(admin.jobResult('H:test:99')).rejects.toBeInstanceOf(NotFoundError);
      const worker = stage.worker('f');
      stage.grabHandle(worker);
      stage.pass(7);
      stage.exception(worker, handle, Uint8Array.of(0, 255));
      expect(await admin.jobResult(handle)).toEqual({
        handle,
        functionName: 'f',
        unique: undefined,
        priority: 'normal',
        background: true,
        outcome: 'exception',
        queuedAtEpochMs: 1_000_000,
        startedAtEpochMs: 1_000_000,
        finishedAtEpochMs: 1_000_007,
        attempts: 1,
        worker: { id: undefined, address: '127.0.0.1' },
        data: Buffer.from([0, 255]),
        bytes: 2,
        truncated: false,
      });
    });

    it('show a job with its workload', async () => {
      const handle = stage.handleOf(stage.join(), 'f', { workload: bytes('the workload') });
      const { job, workload, truncated } = await admin.peek(handle);
      expect(job).toEqual((await admin.jobDetails()).jobs[0]);
      expect([Buffer.from(workload).toString(), truncated]).toEqual(['the workload', false]);
      await expect(admin.peek('H:test:99')).rejects.toBeInstanceOf(NotFoundError);
    });

    it('say that no outcomes are kept', async () => {
      const keepsNone = await asking((line) => stage.text(line, { journal: undefined }) ?? '');
      await expect(keepsNone.admin.jobResult('H:test:1')).rejects.toBeInstanceOf(UnmetError);
      expect((await keepsNone.admin.stats()).results).toBeUndefined();
    });
  });

  describe('asked of gearmand', () => {
    let gearmand: Gearmand;
    beforeAll(async () => {
      gearmand = await startGearmand();
    });
    afterAll(() => gearmand.stop());

    it('are refused, and the connection goes on', async () => {
      await using admin = new Admin(gearmand.address);
      const refusals = await Promise.all(
        [admin.stats(), admin.jobDetails(), admin.jobResult('H:a:1'), admin.peek('H:a:1')].map((asked) =>
          asked.catch((error: unknown) => error),
        ),
      );
      for (const refusal of refusals) expect(isUnknownCommand(refusal)).toBe(true);
      expect(refusals[0]).toMatchObject({ serverCode: 'UNKNOWN_COMMAND' });
      const [self] = await admin.workers();
      await expect(admin.stats()).rejects.toBeInstanceOf(ServerError);
      expect(await admin.workers()).toEqual([self]);
    });
  });

  it('are refused by a server that means a list by the same word, and the connection goes on', async () => {
    const { server, admin } = await asking((line) =>
      line.startsWith('jobs') ? 'resize\tH:a:1\tsome\nresize\tH:a:2\tmore\n.\n' : 'v1.130.1\n',
    );
    const [refusal, version] = await Promise.all([
      admin.jobDetails().catch((error: unknown) => error),
      admin.version(),
    ]);
    expect(isUnknownCommand(refusal)).toBe(true);
    expect(version).toBe('v1.130.1');
    expect(server.connections).toBe(1);
  });

  it.each([
    ['no JSON', '{"schema":\n'],
    ['another schema', '{"schema":"gearctl/stats/2"}\n'],
    ['a field that is missing', '{"schema":"gearctl/stats/1","time":"2026-01-31T12:00:00.000Z","version":"1"}\n'],
  ])('are no use with %s', async (_what, reply) => {
    const { admin } = await asking(() => reply);
    await expect(admin.stats()).rejects.toBeInstanceOf(ProtocolError);
  });
});
