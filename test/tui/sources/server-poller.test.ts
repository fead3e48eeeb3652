import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectError, ServerError, TimeoutError } from '../../../src/errors.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import type { PolledAdmin } from '../../../src/tui/sources/poll.js';
import { ServerPoller } from '../../../src/tui/sources/server-poller.js';
import { until } from '../../support/until.js';
import { ManualClock } from './manual-clock.js';

const SERVER = 'q1:4730';

/** An admin that answers as it is told to, and writes down what it is asked. */
class ScriptedAdmin implements PolledAdmin {
  readonly server = SERVER;
  readonly asked: string[] = [];
  failure: Error | undefined;
  refused: readonly string[] = [];
  handles: readonly string[] = ['H:a:7', 'H:b:b:12', 'odd'];
  total = 3;
  beforeStatus: () => void = () => undefined;

  version = () => this.#answer('version', '1.1.20');
  status = async () => {
    this.beforeStatus();
    return this.#answer('status', [{ functionName: 'f', total: this.total, running: 1, workers: 2 }]);
  };
  priorityStatus = () =>
    this.#answer('prioritystatus', [{ functionName: 'f', high: 1, normal: 1, low: 0, workers: 2 }]);
  workers = () => this.#answer('workers', []);
  jobs = () =>
    this.#answer(
      'jobs',
      this.handles.map((handle) => ({ handle, retries: 0, ignored: false, queued: true })),
    );
  stats = () => this.#answer<never>('stats');
  close = async () => undefined;

  async #answer<T>(question: string, answer?: T): Promise<T> {
    this.asked.push(question);
    if (this.failure !== undefined) throw this.failure;
    if (question === 'stats' || this.refused.includes(question)) throw new ServerError(SERVER, 'UNKNOWN_COMMAND', '');
    return answer as T;
  }
}

let admin: ScriptedAdmin;
let clock: ManualClock;
let poller: ServerPoller;
let samples: Sample[];
let running: Promise<void>;

beforeEach(() => {
  admin = new ScriptedAdmin();
  clock = new ManualClock();
  samples = [];
});
afterEach(async () => {
  await poller.close();
  await running;
});

function start(probes = false): void {
  poller = new ServerPoller(admin, 2000, probes, clock);
  running = poller.run((sample) => samples.push(sample));
}

/** Waits for a sample, and until the poller waits for the next. */
async function sampled(number: number): Promise<Sample | undefined> {
  await until(() => samples.length === number && clock.waits.length === number);
  return samples.at(-1);
}

/** Lets polls follow each other every two seconds until there were so many. */
async function polledUntil(last: number): Promise<void> {
  while (samples.length < last) {
    if (samples.length > 0) clock.pass(2000);
    await sampled(samples.length + 1);
  }
}

describe('the poller of a server', () => {
  it('asks what it is once, for its connections each fifth time, and never again for what it does not know', async () => {
    admin.refused = ['prioritystatus'];
    start();
    await polledUntil(7);
    const times = (question: string) => admin.asked.filter((each) => each === question).length;
    expect(['version', 'status', 'prioritystatus', 'workers', 'stats'].map(times)).toEqual([1, 7, 1, 2, 1]);
    expect(samples[0]?.answer?.functions).toEqual([
      { name: 'f', total: 3, running: 1, workers: 2, waitingByPriority: null },
    ]);
  });

  it('takes the time of a poll off the wait for the next, which is never a poll of its own', async () => {
    admin.beforeStatus = () => clock.work(500);
    start();
    expect(await sampled(1)).toMatchObject({ tookMs: 500 });
    expect(clock.waits).toEqual([1500]);
    admin.beforeStatus = () => clock.work(1990);
    clock.pass(1500);
    await sampled(2);
    expect(clock.waits).toEqual([1500, 10]);
  });

  it('waits longer and longer while nobody answers, and says until when', async () => {
    admin.failure = new ConnectError(SERVER, 'ECONNREFUSED', 'connection refused');
    start();
    for (let number = 1; number <= 6; number++) {
      const sample = await sampled(number);
      expect(sample).toMatchObject({
        answer: null,
        failure: { errno: 'ECONNREFUSED', message: 'connection refused', attempts: number },
      });
      const ms = clock.waits.at(-1) ?? 0;
      expect(sample?.failure?.retryAtMs).toBe(clock.now().atMs + ms);
      clock.pass(ms);
    }
    expect(clock.waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('asks anew what the server is when it is back', async () => {
    start();
    await sampled(1);
    admin.failure = new TimeoutError('too late');
    clock.pass(2000);
    expect(await sampled(2)).toMatchObject({ failure: { errno: 'ETIMEDOUT', message: 'no answer in time' } });
    admin.failure = undefined;
    clock.pass(1000);
    await sampled(3);
    expect(admin.asked.filter((each) => each === 'version')).toHaveLength(2);
  });

  it('polls at once when it is told to, or when the interval is another', async () => {
    start();
    await sampled(1);
    poller.pollNow();
    await sampled(2);
    poller.intervalMs = 500;
    await sampled(3);
    expect(clock.waits).toEqual([2000, 2000, 500]);
  });

  it('lists the jobs every ten seconds if it is to, and tells the largest number of a handle', async () => {
    start(true);
    await polledUntil(7);
    const listed = samples.map(({ answer }) => answer?.largestJob);
    expect(listed).toEqual([undefined, 12, undefined, undefined, undefined, undefined, 12]);
  });

  it('tells of an empty list, but lists no jobs where there are too many or the server does not list them', async () => {
    admin.handles = [];
    start(true);
    await polledUntil(2);
    admin.total = 20_001;
    await polledUntil(14);
    admin.refused = ['jobs'];
    admin.total = 0;
    await polledUntil(17);
    const listed = samples.map(({ answer }) => answer?.largestJob);
    expect(listed.filter((largest) => largest !== undefined)).toEqual([0]);
    expect(admin.asked.filter((question) => question === 'jobs')).toHaveLength(2);
  });

  it('waits for no other poll when whoever takes a sample has seen enough', async () => {
    poller = new ServerPoller(admin, 2000, false, clock);
    running = poller.run(() => void poller.close());
    await running;
    expect(admin.asked.filter((question) => question === 'status')).toHaveLength(1);
  });

  it('ends with what is no failure of the server', async () => {
    admin.beforeStatus = () => {
      throw new RangeError('a bug');
    };
    poller = new ServerPoller(admin, 2000, false, clock);
    running = Promise.resolve();
    await expect(poller.run(() => undefined)).rejects.toThrow('a bug');
  });
});
