import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesJson } from '../../../src/cli/output/bytes-json.js';
import { Client } from '../../../src/client/index.js';
import { CommandNotFoundError, SystemError, UsageError } from '../../../src/errors.js';
import type { CommandStarter } from '../../../src/exec/command-starter.js';
import { openStarter } from '../../../src/exec/open-starter.js';
import { CoprocessJobs } from '../../../src/operations/run-worker/coprocess-jobs.js';
import type { JobEnding } from '../../../src/operations/run-worker/job-runner.js';
import { functionSettings } from '../../../src/operations/run-worker/pool-file/function-settings-of.js';
import type { CoprocessWish, FunctionWish } from '../../../src/operations/run-worker/pool-file/function-wish.js';
import { jobFacts, type WorkEvent } from '../../../src/operations/run-worker/work-event.js';
import { type Job, Worker } from '../../../src/worker/index.js';
import { puppet } from '../../exec/coprocess/coprocess-fixture.js';
import { livingIn } from '../../exec/slot-fixture.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';
import { reports } from './worker-fixture.js';

interface Subject {
  readonly jobs: CoprocessJobs;
  readonly events: WorkEvent[];
  readonly endings: JobEnding[];
}

let gearmand: Gearmand;
let client: Client;
let starter: CommandStarter;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  starter = await openStarter();
  client = new Client({ servers: gearmand.address });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});
afterAll(async () => {
  await starter.close();
  await client.close();
  await gearmand.stop();
});

/** Opens the jobs of a function, done by puppets unless told otherwise, for a worker that runs until the test ends. */
async function work(functionName: string, wish: FunctionWish = {}, coprocess: CoprocessWish = {}): Promise<Subject> {
  const whole = { command: puppet(), ...wish, coprocess: { killAfterMs: 200, ...coprocess } };
  const settings = functionSettings(functionName, whole, { env: { PATH: process.env.PATH } });
  if (settings.action.type !== 'coprocess') throw new TypeError('no co-process');
  const events: WorkEvent[] = [];
  const endings: JobEnding[] = [];
  const jobs = await CoprocessJobs.open(settings, settings.action, {
    ...{
      identity: { id: 'test', pid: process.pid },
      tell: (event) => void events.push(event),
      bytesJson,
      keptBytes: 100,
      starter,
    },
    ...{ connection: { servers: gearmand.address }, onLost: 'kill' },
  });
  const slots = new Map<Job, number>();
  const worker = new Worker({
    ...{ servers: gearmand.address, concurrency: settings.slots, maxPacketBytes: 2 ** 30 },
    onEvent: (event) => {
      if (event.type === 'job-started') slots.set(event.job, event.slot);
    },
  });
  worker.register(functionName, async (job) => {
    const ending = await jobs.run(job, jobFacts({ type: 'job-started', job, slot: slots.get(job) ?? 0 }));
    endings.push(ending);
    return ending.result;
  });
  const running = worker.run();
  opened.push(async () => {
    jobs.kill();
    await worker.giveBack();
    await running;
    await jobs.close();
  });
  return { jobs, events, endings };
}

const reportsOf = (functionName: string, workload: string | Uint8Array) =>
  reports(client.submit(functionName, workload));

describe('a job of a co-process', () => {
  it('is complete with what the process says', async () => {
    const { endings } = await work('echo');
    expect(await reportsOf('echo', 'echo hello')).toEqual(['complete hello']);
    expect(endings).toMatchObject([{ end: 'complete', bytesOut: 5, attempt: 1, message: '' }]);
    expect(endings[0]?.kept?.toString()).toBe('hello');
  });

  it('is told with its handle, function, unique ID and attempt', async () => {
    await work('fäcts', { timeoutMs: 60_000 });
    const task = client.submit('fäcts', 'facts', { unique: 'u-1' });
    const { handle } = await task.created;
    const message = JSON.parse(Buffer.from(await task.result()).toString());
    expect(message).toMatchObject({ id: 1, handle, function: 'fäcts', unique: 'u-1', attempt: 1, data: 'facts' });
    expect(message.deadline).toBeGreaterThan(Date.now() / 1000);
  });

  it('sends data, warnings and progress on its way, before its end', async () => {
    await work('talk');
    const said = ['{"type":"data","id":$id,"data":"a"}', '{"type":"warning","id":$id,"data":"w"}'];
    said.push('{"type":"progress","id":$id,"done":1,"total":2}', '{"type":"complete","id":$id,"data":"b"}');
    expect(await reportsOf('talk', `say ${said.join('\n')}`)).toEqual(['data a', 'warning w', 'status', 'complete b']);
  });

  it('goes through a process of frames with its bytes as they are, 100 MB of them, and its result is streamed', async () => {
    const script = `import sys, json, struct
i, o = sys.stdin.buffer, sys.stdout.buffer
def say(message, body=b''):
    header = json.dumps(message).encode()
    o.write(struct.pack('>II', len(header), len(body)) + header); o.write(body); o.flush()
while True:
    lengths = i.read(8)
    if len(lengths) < 8: break
    header, body = struct.unpack('>II', lengths)
    message = json.loads(i.read(header)); data = i.read(body)
    if message['type'] == 'hello': say({'type': 'ready', 'version': 1})
    if message['type'] == 'job': say({'type': 'complete', 'id': message['id']}, data)`;
    await work('frames', { command: ['/usr/bin/python3', '-c', script] }, { protocol: 'frame' });
    const workload = randomBytes(100_000_000);
    expect(Buffer.compare(await client.run('frames', workload), workload)).toBe(0);
  });

  it.each([
    ['auto', ['complete a\nb\n']],
    ['complete', ['complete a\nb\n']],
    ['data', ['data a\nb\n', 'complete ']],
    ['lines', ['data a', 'data b', 'complete ']],
    ['drop', ['complete ']],
  ] as const)('has what completes it sent as the output of a command with %s', async (stdout, expected) => {
    await work(`as-${stdout}`, { stdout });
    expect(await reportsOf(`as-${stdout}`, 'echo a\nb\n')).toEqual(expected);
  });

  it.each([
    ['say {"type":"fail","id":$id,"message":"no such image"}', ['warning no such image\n', 'fail'], 'no such image'],
    ['say {"type":"fail","id":$id}', ['warning failed by the co-process\n', 'fail'], 'failed by the co-process'],
    ['say {"type":"exception","id":$id,"data":"trace"}', ['exception trace'], 'exception   trace'],
    ['say {"type":"retry","id":$id}', ['warning to be tried again\n', 'fail'], 'to be tried again'],
  ])('that is answered with %s fails', async (workload, expected, message) => {
    const { endings } = await work('fails');
    expect(await reportsOf('fails', workload)).toEqual(expected);
    expect(endings).toMatchObject([{ message }]);
  });

  it('is tried again when it is to be, and knows the attempt', async () => {
    const { events } = await work('again', { retries: 1 });
    expect(await reportsOf('again', 'say {"type":"retry","id":$id,"after":0}')).toEqual([
      ...['warning to be tried again\n', 'fail'],
    ]);
    expect(events.filter(({ type }) => type === 'retry')).toMatchObject([{ attempt: 2, maxAttempts: 2, delayMs: 0 }]);
  });

  it('fails when it takes too long, and its process goes on', async () => {
    const { jobs } = await work('slow', { timeoutMs: 100 });
    const pid = await client.run('slow', 'pid');
    expect(await reportsOf('slow', 'hang')).toEqual(['warning timed out after 0.1s\n', 'fail']);
    expect(Buffer.from(await client.run('slow', 'pid'))).toEqual(Buffer.from(pid));
    expect(jobs.status()).toEqual([]);
  });

  it('fails when its workload or its result is too large', async () => {
    await work('large', { maxPayloadBytes: 60, outputLimit: { maxOutputBytes: 3, onExcess: 'fail' } });
    expect(await reportsOf('large', `echo ${'x'.repeat(100)}`)).toEqual([
      ...['warning the workload of 105 bytes is larger than 60\n', 'fail'],
    ]);
    const tooMuch = ['warning the command wrote more than 3 bytes\n', 'fail'];
    expect(await reportsOf('large', 'echo four')).toEqual(tooMuch);
    expect(await reportsOf('large', 'say {"type":"data","id":$id,"data":"four"}')).toEqual(tooMuch);
  });

  it('has its result cut where that is wanted', async () => {
    await work('cut', { outputLimit: { maxOutputBytes: 3, onExcess: 'truncate' } });
    expect(await reportsOf('cut', 'echo four')).toEqual([
      ...['warning the result was cut after 3 bytes\n', 'complete fou'],
    ]);
  });

  it('has what its process writes to stderr in the log, and at the end of a failure', async () => {
    const { events } = await work('stderr');
    await client.run('stderr', 'stderr hello');
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ type: 'stderr', line: 'hello', job: { functionName: 'stderr', slot: 1 } }]);
  });
});

describe('a job whose co-process dies', () => {
  it('fails with how it died when it may not be tried again', async () => {
    await work('dies');
    expect(await reportsOf('dies', 'kill 11')).toEqual(['warning co-process died (SIGSEGV)\n', 'fail']);
    expect(await reportsOf('dies', 'echo next')).toEqual(['complete next']);
  });

  it('goes back to its server when it may be tried again, and fails at the second death', async () => {
    const { endings } = await work('poison', { retries: 5 });
    expect(await reportsOf('poison', 'kill 11')).toEqual([
      ...['warning co-process died (SIGSEGV) for the second time\n', 'fail'],
    ]);
    expect(endings).toMatchObject([
      { end: 'requeued', attempt: 1, message: 'co-process died (SIGSEGV)' },
      { end: 'fail', attempt: 2 },
    ]);
  });

  it('goes back to its server when others were in flight, and is done by the next', async () => {
    await work('shared', { slots: 3, command: puppet(3) }, { isShared: true });
    const others = ['a', 'b'].map((name) => client.run('shared', `pid ${name}`));
    const [killer, ...pids] = await Promise.all([reportsOf('shared', 'kill 9'), ...others]);
    expect(killer?.at(-1)).toBe('fail');
    for (const pid of pids) expect(Number(Buffer.from(pid))).toBeGreaterThan(1);
  });

  it('ends the worker when it dies again and again', async () => {
    const { endings } = await work('hopeless', { retries: 0 });
    const ends = ['1', '2', '3', '4', '5'].map((exit) => reportsOf('hopeless', `exit ${exit}`));
    for (const end of await Promise.all(ends)) expect(end.at(-1)).toBe('fail');
    const lost = client.submit('hopeless', 'echo x', { background: true });
    await until(() => endings.some(({ trouble }) => trouble !== undefined));
    await lost.created;
    const { trouble, end } = endings.find((ending) => ending.trouble !== undefined) ?? {};
    expect(end).toBe('requeued');
    expect(trouble?.isFatal).toBe(true);
    expect(trouble?.error).toBeInstanceOf(SystemError);
  });
});

describe('the co-processes of a function', () => {
  it('are one for each slot, which knows its number', async () => {
    const hello = 'read -r line; echo "$line" >&2; echo \'{"type":"ready","version":1}\'; read -r line';
    const { events } = await work('slots', { slots: 2, command: ['sh', '-c', hello] });
    await until(() => events.length === 2);
    const messages = events.map((event) => (event.type === 'warning' ? event.message : ''));
    expect(messages.toSorted()).toEqual(
      [1, 2].map((slot) => `slots[${slot}]: {"type":"hello","version":1,"functions":["slots"],"slot":${slot}}`),
    );
  });

  it('come and go with the slots', async () => {
    const { jobs } = await work('pool');
    const pids = async () => {
      const both = await Promise.all([client.run('pool', 'pid'), client.run('pool', 'pid')]);
      return new Set(both.map((pid) => Number(Buffer.from(pid)))).size;
    };
    expect(await pids()).toBe(1);
    await jobs.setSlots(3);
    await jobs.setSlots(1);
    expect(await pids()).toBe(1);
  });

  it('tell who runs what', async () => {
    const { jobs } = await work('status');
    const pid = Number(Buffer.from(await client.run('status', 'pid')));
    const task = client.submit('status', 'hang', { background: true });
    const { handle } = await task.created;
    await until(() => jobs.status().length === 1);
    expect(jobs.status()).toMatchObject([{ job: { handle, slot: 1 }, attempt: 1, pid, progress: undefined }]);
  });

  it('are gone when the jobs are closed', async () => {
    const { jobs } = await work('gone');
    const pid = Number(Buffer.from(await client.run('gone', 'pid')));
    await jobs.close();
    expect(livingIn(pid)).toEqual([]);
  });

  it('cannot be opened for a command or directory that is not there', async () => {
    await expect(work('none', { command: ['gearctl-no-such-command'] })).rejects.toThrow(CommandNotFoundError);
    await expect(work('none', { cwd: '/no/such/directory' })).rejects.toThrow(UsageError);
    await expect(work('none', { command: puppet(1, 'crash') })).rejects.toThrow(SystemError);
  });
});
