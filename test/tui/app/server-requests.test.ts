import { beforeEach, describe, expect, it } from 'vitest';
import type { JobDetails } from '../../../src/admin/index.js';
import { NotFoundError } from '../../../src/errors.js';
import { ServerRequests, type Servers } from '../../../src/tui/app/server-requests.js';
import type { Message } from '../../../src/tui/update/message.js';

const JOB: JobDetails = {
  ...{ handle: 'H:q1:7\x1b', functionName: 'f', unique: 'u\n', priority: 'high', state: 'running', ignored: false },
  ...{ background: true, ageMs: 5000, runAtEpochMs: undefined, runTimeMs: 20, attempts: 1 },
  ...{ worker: { id: undefined, address: '10.0.0.1' }, size: 9, progress: undefined },
};

/** Servers that do what they are told, and say what that was. */
class ObedientServers implements Servers {
  readonly done: string[] = [];
  failure: Error | undefined;
  lists: (() => void)[] = [];

  drop = (...words: unknown[]) => this.#do('drop', words);
  setMaxQueue = (...words: unknown[]) => this.#do('max queue', words);
  cancel = (...words: unknown[]) => this.#do('cancel', words);
  submit = (...words: unknown[]) => this.#do('submit', words);
  jobs = async (...words: unknown[]) => {
    this.done.push(`jobs ${words.join(' ')}`);
    await new Promise<void>((resolve) => this.lists.push(resolve));
    if (this.failure !== undefined) throw this.failure;
    return { jobs: [JOB], total: 1, truncated: false };
  };
  peek = async () => ({ job: JOB, workload: Buffer.from('a\x1b[2J\nb'), truncated: false });

  async #do(what: string, words: readonly unknown[]): Promise<string> {
    if (this.failure !== undefined) throw this.failure;
    this.done.push(`${what} ${words.join(' ')}`);
    return `${what}\x07`;
  }
}

let servers: ObedientServers;
let told: Message[];
let requests: ServerRequests;
beforeEach(() => {
  servers = new ObedientServers();
  told = [];
  requests = new ServerRequests(servers, (message) => told.push(message));
});

const SERVERS = ['q1:4730', 'q2:4730'];

describe('what is asked of servers', () => {
  it.each([
    { action: { kind: 'drop', functionName: 'f', servers: SERVERS }, done: 'drop f q1:4730,q2:4730' },
    {
      action: { kind: 'max-queue', functionName: 'f', limit: 5, servers: SERVERS },
      done: 'max queue f 5 q1:4730,q2:4730',
    },
    { action: { kind: 'cancel', handle: 'H:1', servers: SERVERS }, done: 'cancel H:1 q1:4730,q2:4730' },
    {
      action: { kind: 'submit', functionName: 'f', workload: 'x', servers: SERVERS },
      done: 'submit f x q1:4730,q2:4730',
    },
  ] as const)('is done: $done', async ({ action, done }) => {
    await requests.perform({ type: 'act', action });
    expect(servers.done).toEqual([done]);
    expect(told).toMatchObject([{ type: 'done', text: expect.stringMatching(/\\x07$/) }]);
  });

  it('tells why something was not done', async () => {
    servers.failure = new NotFoundError('q1:4730 knows no function f');
    await requests.perform({ type: 'act', action: { kind: 'drop', functionName: 'f', servers: SERVERS } });
    expect(told).toEqual([{ type: 'failed', text: 'q1:4730 knows no function f' }]);
  });

  it('gives the jobs of a function as they can be drawn, asking once at a time', async () => {
    const request = { type: 'list-jobs', functionName: 'f', server: 'q1:4730' } as const;
    const first = requests.perform(request);
    await requests.perform(request);
    expect(servers.done).toEqual(['jobs f q1:4730 200']);
    for (const list of servers.lists) list();
    await first;
    expect(told).toMatchObject([
      {
        type: 'jobs',
        jobs: {
          total: 1,
          jobs: [{ name: JOB.handle, handle: 'H:q1:7\\x1b', unique: 'u\\n', worker: '10.0.0.1', sizeBytes: 9 }],
        },
      },
    ]);
  });

  it('gives the lines of a workload as they can be drawn', async () => {
    await requests.perform({ type: 'peek', handle: 'H:q1:7', server: 'q1:4730' });
    expect(told).toEqual([{ type: 'peeked', peek: { handle: 'H:q1:7', sizeBytes: 9, lines: ['a\\x1b[2J', 'b'] } }]);
  });
});
