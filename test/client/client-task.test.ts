import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AbortGroups } from '../../src/client/abort-groups.js';
import { ClientTask, type TaskConnection, type TaskSettings } from '../../src/client/client-task.js';
import type { SubmitOptions, TaskEvent } from '../../src/client/index.js';
import {
  AbortedError,
  ConnectionLostError,
  JobFailedError,
  OutputError,
  ResultTooLargeError,
  TimeoutError,
  UsageError,
} from '../../src/errors.js';
import { GRACE_MS } from '../../src/time-limit.js';
import { caught, settle, text } from './outcomes.js';

const bytes = (content: string) => new TextEncoder().encode(content);
const lost = new ConnectionLostError('q1:4730', 'the connection was lost');

/** A place that notes what tasks do there. */
class Place implements TaskConnection {
  readonly server = 'q1:4730';
  readonly gone: ClientTask[] = [];
  holds = 0;
  left(task: ClientTask): void {
    this.gone.push(task);
  }
  hold(): void {
    this.holds += 1;
  }
  release(): void {
    this.holds -= 1;
  }
}

let place: Place;
let rejections: unknown[];
const noteRejection = (error: unknown) => void rejections.push(error);

beforeEach(() => {
  place = new Place();
  rejections = [];
  process.on('unhandledRejection', noteRejection);
});

afterEach(() => {
  vi.useRealTimers();
  process.off('unhandledRejection', noteRejection);
});

function waitingTask(options: SubmitOptions = {}, settings: Partial<TaskSettings> = {}): ClientTask {
  const task = new ClientTask('resize', 'photo', options, {
    timeoutMs: 0,
    maxResultBytes: 1000,
    aborts: new AbortGroups(),
    ...settings,
  });
  task.waits(place);
  return task;
}

function sentTask(options?: SubmitOptions, settings?: Partial<TaskSettings>): ClientTask {
  const task = waitingTask(options, settings);
  task.sent(place);
  return task;
}

function createdTask(options?: SubmitOptions, settings?: Partial<TaskSettings>): ClientTask {
  const task = sentTask(options, settings);
  task.accepted('H:1', place.server);
  return task;
}

async function eventsOf(task: ClientTask): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for await (const event of task) events.push(event);
  return events;
}

describe('a task', () => {
  it('tells where it stands', () => {
    const task = waitingTask({ unique: 'ü' });
    expect(task).toMatchObject({
      functionName: 'resize',
      unique: 'ü',
      state: 'waiting',
      ended: false,
      background: false,
    });
    expect(task).toMatchObject({ handle: undefined, server: undefined, numerator: 0, denominator: 0 });
    task.sent(place);
    expect(task).toMatchObject({ state: 'sent', server: 'q1:4730', handle: undefined });
    task.accepted('H:1', 'q1:4730');
    expect(task).toMatchObject({ state: 'created', handle: 'H:1' });
    task.receive({ type: 'status', numerator: 3, denominator: 5 });
    expect(task).toMatchObject({ numerator: 3, denominator: 5, ended: false });
    task.receive({ type: 'complete', data: bytes('done') });
    expect(task).toMatchObject({ state: 'complete', ended: true });
    expect(place.gone).toEqual([task]);
  });

  it('keeps promises for those who ask before and after', async () => {
    const task = waitingTask();
    const early = [task.created, task.result()] as const;
    task.sent(place);
    task.accepted('H:1', 'q1:4730');
    task.receive({ type: 'data', data: bytes('a') });
    task.receive({ type: 'complete', data: bytes('b') });
    expect(await Promise.all(early)).toEqual([{ handle: 'H:1', server: 'q1:4730' }, bytes('ab')]);
    expect(await Promise.all([task.created, task.result()])).toEqual([
      { handle: 'H:1', server: 'q1:4730' },
      bytes('ab'),
    ]);
  });

  it('makes no rejection that nobody asked for', async () => {
    for (const task of [waitingTask(), sentTask(), createdTask(), sentTask({ background: true })]) task.end(lost);
    createdTask().receive({ type: 'fail' });
    await settle();
    expect(rejections).toEqual([]);
  });

  it('rejects both promises when it never was created, and only the result later', async () => {
    const refused = sentTask();
    refused.end(lost);
    expect([await caught(refused.created), await caught(refused.result())]).toEqual([lost, lost]);
    const failed = createdTask();
    failed.receive({ type: 'fail' });
    expect(await failed.created).toEqual({ handle: 'H:1', server: 'q1:4730' });
    expect(await caught(failed.result())).toBeInstanceOf(JobFailedError);
  });

  it('ends when it is created in the background, and has no result', async () => {
    const task = createdTask({ background: true });
    expect(task).toMatchObject({ state: 'created', ended: true, background: true });
    expect(await eventsOf(task)).toEqual([{ type: 'created', handle: 'H:1', server: 'q1:4730' }]);
    expect(await caught(task.result())).toBeInstanceOf(UsageError);
    expect(place.gone).toEqual([task]);
    expect(waitingTask({ runAt: new Date() }).background).toBe(true);
  });

  it('hears of nothing after its end', async () => {
    const task = createdTask();
    task.receive({ type: 'exception', data: bytes('why') });
    task.receive({ type: 'complete', data: bytes('late') });
    task.end(lost);
    task.accepted('H:2', 'q2:4730');
    expect(task).toMatchObject({ state: 'exception', handle: 'H:1' });
    expect(place.gone).toHaveLength(1);
    expect((await eventsOf(task)).map((event) => event.type)).toEqual(['created', 'exception']);
  });

  it('lets go of its workload when the server has it, unless it may be sent again', () => {
    expect(sentTask().workload).toEqual(bytes('photo'));
    expect(createdTask().workload).toHaveLength(0);
    expect(createdTask({ retries: 1, unique: 'u' }).workload).toEqual(bytes('photo'));
    expect(createdTask({ retries: 1 }).workload).toHaveLength(0);
  });

  it('fails when its events are more than may be kept', async () => {
    const task = createdTask({}, { maxResultBytes: 5 });
    task.receive({ type: 'data', data: bytes('12345') });
    task.receive({ type: 'warning', data: bytes('6') });
    const error = await caught(task.result());
    expect(error).toBeInstanceOf(ResultTooLargeError);
    expect((error as Error).message).toBe("the result of job H:1 of 'resize' is larger than 5 bytes");
    const atOnce = createdTask({}, { maxResultBytes: 5 });
    atOnce.receive({ type: 'complete', data: bytes('123456') });
    expect(atOnce.state).toBe('lost');
  });
});

describe('a listener', () => {
  it('hears of every event, and nothing is kept', async () => {
    const heard: TaskEvent[] = [];
    const task = createdTask({ onEvent: (event) => void heard.push(event) }, { maxResultBytes: 1 });
    task.receive({ type: 'data', data: bytes('more than one') });
    task.receive({ type: 'complete', data: bytes('') });
    expect(heard.map((event) => event.type)).toEqual(['created', 'data', 'complete']);
    expect(await caught(task.result())).toBeInstanceOf(UsageError);
    expect(() => task[Symbol.asyncIterator]()).toThrow(UsageError);
  });

  it('does not stand in the way of a result that is asked for in time', async () => {
    const task = waitingTask({ onEvent: () => undefined });
    const result = task.result();
    task.sent(place);
    task.accepted('H:1', 'q1:4730');
    task.receive({ type: 'data', data: bytes('a') });
    task.receive({ type: 'complete', data: bytes('b') });
    expect(text(await result)).toBe('ab');
  });

  it('holds the connection while its promise is pending', async () => {
    const finish: (() => void)[] = [];
    const task = createdTask({ onEvent: () => new Promise((resolve) => finish.push(resolve)) });
    expect(place.holds).toBe(1);
    task.receive({ type: 'complete', data: bytes('') });
    expect(place.holds).toBe(2);
    for (const resolve of finish) resolve();
    await settle();
    expect(place.holds).toBe(0);
  });

  it.each<[string, (cause: unknown) => SubmitOptions['onEvent']]>([
    [
      'throws',
      (cause) => (event) => {
        if (event.type === 'data') throw cause;
      },
    ],
    ['rejects', (cause) => async (event) => (event.type === 'data' ? Promise.reject(cause) : undefined)],
  ])('that %s ends the task and is told so', async (_how, failing) => {
    const cause = new RangeError('no');
    const heard: string[] = [];
    const task = createdTask({
      onEvent: (event, self) => {
        heard.push(event.type);
        return failing(cause)?.(event, self);
      },
    });
    task.receive({ type: 'data', data: bytes('x') });
    await settle();
    expect(heard).toEqual(['created', 'data', 'lost']);
    expect(task.state).toBe('lost');
    expect(place).toMatchObject({ holds: 0, gone: [task] });
    expect(rejections).toEqual([]);
  });

  it('ends the task with its own error where that is one of ours', async () => {
    const own = new OutputError('the disk is full');
    const task = waitingTask({
      onEvent: (event) => {
        if (event.type === 'created') throw own;
      },
    });
    const result = caught(task.result());
    task.sent(place);
    task.accepted('H:1', 'q1:4730');
    expect(await result).toBe(own);
  });

  it('that fails behind the end makes an unhandled rejection', async () => {
    const cause = new RangeError('no');
    const task = createdTask({
      onEvent: (event) => {
        if (event.type === 'fail') throw cause;
      },
    });
    task.receive({ type: 'fail' });
    await settle();
    expect(rejections).toEqual([cause]);
  });
});

describe('a time-out', () => {
  it.each([
    ['waiting', waitingTask, 'no server has got it'],
    ['sent', sentTask, 'it was sent to q1:4730, which has not confirmed it'],
    ['created', createdTask, 'q1:4730 accepted it as H:1, and it may still run'],
  ])('ends a task that is %s, and says how far it came', async (_state, start, standing) => {
    vi.useFakeTimers();
    const task = start({ timeoutMs: 2500 });
    vi.advanceTimersByTime(2499);
    expect(task.ended).toBe(false);
    // For a few ms more, what has come in time is read.
    vi.advanceTimersByTime(1 + GRACE_MS);
    const error = await caught(task.result());
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toBe(`'resize' took longer than 2.5 s: ${standing}`);
    expect(place.gone).toEqual([task]);
  });

  it('is the client’s where the task has none, and none at 0', () => {
    vi.useFakeTimers();
    const tasks = [
      waitingTask({}, { timeoutMs: 100 }),
      waitingTask({ timeoutMs: 0 }, { timeoutMs: 100 }),
      waitingTask({ timeoutMs: 2 ** 40 }),
      waitingTask(),
    ];
    vi.advanceTimersByTime(1000);
    expect(tasks.map((task) => task.ended)).toEqual([true, false, false, false]);
    for (const task of tasks) task.end(lost);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over with the task', () => {
    vi.useFakeTimers();
    createdTask({ timeoutMs: 1000 }).receive({ type: 'fail' });
    createdTask({ timeoutMs: 1000, background: true });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a signal', () => {
  it('ends its tasks, and no others, with its reason as the cause', async () => {
    const aborts = new AbortGroups();
    const controller = new AbortController();
    const tasks = [1, 2].map(() => createdTask({ signal: controller.signal }, { aborts }));
    const other = createdTask({}, { aborts });
    controller.abort('stop');
    for (const task of tasks) {
      const error = await caught(task.result());
      expect(error).toBeInstanceOf(AbortedError);
      expect((error as AbortedError).cause).toBe('stop');
    }
    expect(other.ended).toBe(false);
  });

  it('is let go of at the end', () => {
    const { signal } = new AbortController();
    createdTask({ signal }).receive({ type: 'fail' });
    createdTask({ signal, background: true });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
