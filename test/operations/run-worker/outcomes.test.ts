import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Admin } from '../../../src/admin/index.js';
import { Client } from '../../../src/client/index.js';
import { SystemError } from '../../../src/errors.js';
import type { FunctionWish } from '../../../src/operations/run-worker/pool-file/function-wish.js';
import { startServer } from '../../../src/server/index.js';
import { livingIn } from '../../exec/slot-fixture.js';
import { startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';
import { reports, script, workerFixture } from './worker-fixture.js';

const { work } = workerFixture();
const folder = mkdtempSync(join(tmpdir(), 'gearctl-outcomes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A server to try everything against. */
interface Stage {
  readonly address: string;
  close(): Promise<unknown>;
}

const STAGES: Readonly<Record<string, () => Promise<Stage>>> = {
  gearmand: async () => {
    const { address, stop } = await startGearmand();
    return { address, close: () => stop() };
  },
  "gearctl's server": () => startServer({ port: 0 }),
};

/** Waits that a test can wait for. */
const QUICK: FunctionWish = { backoff: { minMs: 20, maxMs: 50 } };

/** A program that is there until it is removed. */
function program(name: string) {
  const path = join(folder, name);
  const install = () => writeFileSync(path, '#!/bin/sh\necho done\n', { mode: 0o755 });
  install();
  return { path, install, remove: () => rmSync(path) };
}

/** How many jobs of a function a server has. */
async function jobsOf(functionName: string, address: string): Promise<number> {
  await using admin = new Admin(address);
  return (await admin.status()).find((row) => row.functionName === functionName)?.total ?? 0;
}

/** What a command is, what its client hears, and how the job ended for its worker. */
type Row = readonly [string, FunctionWish, readonly string[], object];

const ROWS: readonly Row[] = [
  ['exit 0', script('cat'), ['complete hello'], { end: 'complete', exitCode: 0, message: '' }],
  [
    'any other exit',
    script('echo out; echo oops >&2; exit 3'),
    ['data out\n', 'warning oops\nexit 3\n', 'fail'],
    { end: 'fail', exitCode: 3, signal: null, message: 'exit 3   oops' },
  ],
  [
    'an exit after an exception on the control channel',
    script('echo "exception no such font" >&3; echo oops >&2; exit 3'),
    ['exception no such font'],
    { end: 'exception', exitCode: 3, message: 'exit 3   no such font' },
  ],
  [
    'exit 0 after an exception on the control channel',
    script('echo "exception never mind" >&3; echo done'),
    ['complete done\n'],
    { end: 'complete' },
  ],
  [
    'a code that stands for an exception',
    script('echo oops >&2; exit 7', { exceptionCodes: new Set([7]) }),
    ['exception oops\nexit 7\n'],
    { end: 'exception', exitCode: 7 },
  ],
  [
    'a failure where all are to be exceptions',
    script('echo oops >&2; kill -SEGV $$', { exceptions: true }),
    ['exception oops\nkilled by SIGSEGV\n'],
    { end: 'exception', signal: 'SIGSEGV' },
  ],
  [
    'a signal',
    script('kill -SEGV $$'),
    ['warning killed by SIGSEGV\n', 'fail'],
    { end: 'fail', exitCode: null, signal: 'SIGSEGV' },
  ],
  [
    'a code that stands for a retry',
    script('echo attempt $GEARMAN_JOB_ATTEMPT of $GEARMAN_JOB_MAX_ATTEMPTS; [ $GEARMAN_JOB_ATTEMPT = 3 ] || exit 75', {
      ...{ ...QUICK, retries: 2 },
    }),
    ['complete attempt 3 of 3\n'],
    { end: 'complete' },
  ],
  [
    'a retry on the control channel',
    script('[ $GEARMAN_JOB_ATTEMPT = 2 ] && exit; echo "retry 20ms" >&3; exit 1', { retries: 1 }),
    ['complete '],
    { end: 'complete' },
  ],
  [
    'a code that stands for a retry, once too often',
    script('echo $GEARMAN_JOB_ATTEMPT >&2; exit 75', { ...QUICK, retries: 1 }),
    ['warning 2\nexit 75\n', 'fail'],
    { end: 'fail', exitCode: 75, message: 'exit 75   2' },
  ],
  [
    'another exit where there are retries',
    script('echo $GEARMAN_JOB_ATTEMPT >&2; exit 1', { ...QUICK, retries: 5 }),
    ['warning 1\nexit 1\n', 'fail'],
    { end: 'fail' },
  ],
  [
    'a retry that is left to the server',
    script('echo $GEARMAN_JOB_ATTEMPT; [ $GEARMAN_JOB_ATTEMPT = 2 ] || exit 75', {
      ...{ ...QUICK, retries: 1, retryMode: 'requeue' as const },
    }),
    ['complete 2\n'],
    { end: 'complete' },
  ],
  [
    'a time-out',
    script('echo begun; sleep 60', { timeoutMs: 200 }),
    ['data begun\n', 'warning timed out after 0.2s\n', 'fail'],
    { end: 'fail', message: 'timed out after 0.2s' },
  ],
  [
    'silence for too long',
    script('for i in 1 2 3 4 5 6; do echo $i >&2; sleep 0.1; done; sleep 60', { idleTimeoutMs: 300, stderr: 'drop' }),
    ['warning silent for 0.3s\n', 'fail'],
    { end: 'fail' },
  ],
  [
    'a time-out that is tried again',
    script('[ $GEARMAN_JOB_ATTEMPT = 2 ] || sleep 60', { ...QUICK, timeoutMs: 200, retries: 1 }),
    ['complete '],
    { end: 'complete' },
  ],
  [
    'a workload that is too large',
    script('cat', { maxPayloadBytes: 4 }),
    ['warning the workload of 5 bytes is larger than 4\n', 'fail'],
    { end: 'fail', exitCode: null },
  ],
  [
    'too much output',
    script('head -c 10 /dev/zero; sleep 60', { outputLimit: { maxOutputBytes: 9, onExcess: 'fail' } }),
    ['warning the command wrote more than 9 bytes\n', 'fail'],
    { end: 'fail' },
  ],
  [
    'too much output that is to be cut',
    script('echo 123456789', { outputLimit: { maxOutputBytes: 4, onExcess: 'truncate' } }),
    ['warning the result was cut after 4 bytes\n', 'complete 1234'],
    { end: 'complete', bytesOut: 4 },
  ],
];

describe.each(Object.keys(STAGES))('with %s, a command that ends with', (name) => {
  let stage: Stage;
  let client: Client;
  beforeAll(async () => {
    stage = await (STAGES[name] as () => Promise<Stage>)();
    client = new Client({ servers: stage.address });
    await client.echo(); // Connected now, for what a test opens it has to close.
  });
  afterAll(async () => {
    await client.close();
    await stage.close();
  });

  it.each(ROWS)('%s', async (_title, action, heard, ending) => {
    const { last, told } = await work('f', { action, worker: { servers: stage.address } });
    expect(await reports(client.submit('f', 'hello'))).toEqual(heard);
    await told('end');
    expect(last('end')).toMatchObject({ ...ending });
  });

  it('a stop code fails its job and ends the worker', async () => {
    const action = script('exit 9', { stopCodes: new Set([9]) });
    const { ended } = await work('stop', { action, worker: { servers: stage.address } });
    expect(await reports(client.submit('stop', ''))).toEqual(['warning exit 9\n', 'fail']);
    await expect(ended).rejects.toMatchObject({ code: 'JOB_FAILED' });
  });

  it('a code that stands for a retry as a new job fails this one, and that one is done', async () => {
    const action = script('[ $GEARMAN_JOB_ATTEMPT = 2 ] || exit 75', { ...QUICK, retries: 1, retryMode: 'resubmit' });
    const { events, last } = await work('again', { action, worker: { servers: stage.address } });
    const told = expect.stringMatching(/^warning exit 75, submitted again as H:\S+\n$/);
    expect(await reports(client.submit('again', 'hello'))).toEqual([told, 'fail']);
    await until(() => events.filter(({ type }) => type === 'end').length === 2);
    expect(last('end')).toMatchObject({ end: 'complete', job: { unique: expect.stringMatching(/~attempt-2$/) } });
  });

  it('nothing, for it could not be started, gives its job back, and does it once it can be', async () => {
    const { path, install, remove } = program(`comes-back ${name}`);
    const { told, last } = await work('start', {
      ...{ action: { command: [path] }, startBackoffMs: 300, worker: { servers: stage.address } },
    });
    remove();
    const task = client.submit('start', '');
    await told('end');
    expect(last('end')).toMatchObject({ end: 'requeued', exitCode: null });
    install();
    expect(await reports(task)).toEqual(['complete done\n']);
  });

  it('nothing five times in a row ends the worker, and its job stays in the queue', async () => {
    const { path, remove } = program(`stays-away ${name}`);
    const { ended, events } = await work('never', {
      ...{ action: { command: [path] }, startBackoffMs: 1, worker: { servers: stage.address } },
    });
    remove();
    await client.background('never', '');
    await expect(ended).rejects.toThrow(SystemError);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(5);
    expect(await jobsOf('never', stage.address)).toBe(1);
  });

  it.each(['kill', 'keep'] as const)('the loss of its server goes back to it; to %s it', async (onLost) => {
    const doomed = await (STAGES[name] as () => Promise<Stage>)();
    const submitter = new Client({ servers: doomed.address });
    onTestFinished(() => submitter.close());
    const cwd = mkdtempSync(join(folder, 'lost-'));
    const action = script('echo $$ >&2; until [ -e gate ]; do sleep 0.01; done; touch end', { cwd });
    const backoff = { minMs: 5, maxMs: 20 };
    const { told, last } = await work('lost', { action, onLost, worker: { servers: doomed.address, backoff } });
    await submitter.background('lost', '');
    await told('stderr');
    const group = Number(last('stderr')?.line);
    await doomed.close();
    await told('server');
    if (onLost === 'keep') writeFileSync(join(cwd, 'gate'), '');
    await told('end');
    expect(last('end')).toMatchObject({ end: 'requeued', message: expect.stringContaining(doomed.address) });
    await until(() => livingIn(group).length === 0);
    expect(existsSync(join(cwd, 'end'))).toBe(onLost === 'keep');
  });
});
