import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Admin } from '../../../../src/admin/index.js';
import { Client } from '../../../../src/client/index.js';
import { readJournal } from '../../../../src/journal/index.js';
import type { FunctionWish } from '../../../../src/operations/run-worker/pool-file/function-wish.js';
import { startServer } from '../../../../src/server/index.js';
import { askAdmin, runForeignClient } from '../../../support/foreign-peers.js';
import { startGearmand } from '../../../support/gearmand.js';
import { until } from '../../../support/until.js';
import { reports, script, workerFixture } from '../worker-fixture.js';

const { work, client, gearmand } = workerFixture();
const folder = mkdtempSync(join(tmpdir(), 'gearctl-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOON: FunctionWish = { backoff: { minMs: 10, maxMs: 20 } };
const LATER: FunctionWish = { backoff: { minMs: 1_000_000, maxMs: 1_000_000 } };

/** A command that tells its client what it is, and asks to be tried again up to an attempt. */
const upTo = (attempt: number) =>
  `echo $GEARMAN_JOB_ATTEMPT/$GEARMAN_JOB_MAX_ATTEMPTS "$GEARMAN_JOB_UNIQUE"; [ $GEARMAN_JOB_ATTEMPT = ${attempt} ] || exit 75`;

/** How many jobs of a function wait or run, by gearmand's own word. */
async function jobsOf(functionName: string, { port } = gearmand()): Promise<number> {
  const rows = (await askAdmin(port, 'status')).split('\n').map((line) => line.split('\t'));
  return Number(rows.find(([name]) => name === functionName)?.[1] ?? 0);
}

describe('a job that is tried again here', () => {
  it('is told of, with the attempt that follows', async () => {
    const { events, last } = await work('local', {
      action: script(`echo oops >&2; ${upTo(3)}`, { ...SOON, retries: 2 }),
    });
    expect(await reports(client().submit('local', '', { unique: 'u1' }))).toEqual(['complete 3/3 u1\n']);
    const retries = events.filter(({ type }) => type === 'retry');
    expect(retries).toMatchObject([
      { attempt: 2, maxAttempts: 3, exitCode: 75, message: 'exit 75   oops' },
      { attempt: 3, maxAttempts: 3, exitCode: 75 },
    ]);
    expect(last('end')).toMatchObject({ end: 'complete' });
  });

  it('goes back to its server when the worker is to stop meanwhile', async () => {
    const { run, told, last, ended } = await work('stopping', { action: script(upTo(2), { ...LATER, retries: 1 }) });
    await client().background('stopping', '');
    await told('retry');
    run.stop('asked');
    expect(await ended).toBe('draining');
    const message = 'exit 75, and the worker stops before it is tried again';
    expect(last('end')).toMatchObject({ end: 'requeued', exitCode: 75, message });
    expect(await jobsOf('stopping')).toBe(1);
  });

  it('is given up when its server is lost meanwhile', async () => {
    const doomed = await startGearmand();
    const { told, last } = await work('doomed', {
      action: script(upTo(2), { ...LATER, retries: 1 }),
      worker: { servers: doomed.address, backoff: { minMs: 5, maxMs: 20 } },
    });
    await runForeignClient('c', doomed.port, 'doomed', Buffer.from(''), 'background');
    await told('retry');
    await doomed.stop();
    await told('end');
    expect(last('end')).toMatchObject({ end: 'requeued' });
  });
});

describe('a job that is tried again by whoever gets it', () => {
  const requeued = { ...SOON, retries: 2, retryMode: 'requeue' } as const;

  it('goes back to its server each time, and fails in the end', async () => {
    const { events } = await work('requeue', { action: script(upTo(9), requeued) });
    expect(await reports(client().submit('requeue', '', { unique: 'u1' }))).toEqual([
      ...['data 3/3 u1\n', 'warning exit 75\n', 'fail'],
    ]);
    expect(events.flatMap((event) => (event.type === 'end' ? event.end : []))).toEqual([
      'requeued',
      'requeued',
      'fail',
    ]);
  });
});

describe('a job that is submitted again', () => {
  const resubmitted = { ...SOON, retries: 2, retryMode: 'resubmit' } as const;

  it('fails for its client, and is another job with the same workload and the next attempt', async () => {
    const { events } = await work('resubmit', { action: script(`cat >&2; ${upTo(2)}`, resubmitted) });
    const heard = await reports(client().submit('resubmit', 'hello', { unique: 'u1' }));
    expect(heard).toEqual([
      ...['data 1/3 u1\n', expect.stringMatching(/^warning hello\nexit 75, submitted again as H:\S+\n$/), 'fail'],
    ]);
    await until(() => events.filter(({ type }) => type === 'end').length === 2);
    const ends = events.flatMap((event) =>
      event.type === 'end' ? [[event.end, event.job.unique, event.bytesOut]] : [],
    );
    expect(ends).toEqual([
      ['fail', 'u1', '1/3 u1\n'.length],
      ['complete', 'u1~attempt-2', '2/3 u1\n'.length],
    ]);
    expect(events.flatMap((event) => (event.type === 'stderr' ? event.line : []))).toEqual(['hello', 'hello']);
  });

  it('fails for good after the last attempt', async () => {
    const { events } = await work('resubmit-all', { action: script(upTo(9), resubmitted) });
    await client().background('resubmit-all', '');
    await until(() => events.filter(({ type }) => type === 'end').length === 3);
    expect(await jobsOf('resubmit-all')).toBe(0);
  });
});

describe('a job that fails for good', () => {
  it('leaves a letter with its workload and an account of its attempts', async () => {
    const { last, told } = await work('mortal', {
      action: script('echo oops >&2; exit 75', { ...SOON, retries: 1, deadFunction: 'dead' }),
      id: 'web2',
    });
    const task = client().submit('mortal', 'hello', { unique: 'u1' });
    const { handle, server } = await task.created;
    expect(await reports(task)).toEqual(['warning oops\nexit 75\n', 'fail']);
    await told('end');
    expect(last('end')).toMatchObject({ end: 'fail', exitCode: 75 });

    const undertaker = await work('dead', { action: script('cat >&2') });
    await undertaker.told('end');
    const letter = JSON.parse(undertaker.last('stderr')?.line ?? '');
    const attempt = { started: expect.any(String), ended: expect.any(String), exit_code: 75, signal: null };
    expect(letter).toEqual({
      ...{ schema: 'gearctl/dead-letter/1', function: 'mortal', handle, unique: 'u1', reducer: '', server },
      ...{ worker: 'web2', reason: 'exit 75', bytes: 5, data: 'hello' },
      attempts: [1, 2].map((number) => ({ attempt: number, ...attempt, message: 'exit 75   oops' })),
    });
  });

  it('goes back when its letter is not accepted: nothing is lost', async () => {
    await client().background('full', 'first');
    const admin = new Admin(gearmand().address);
    await admin.setMaxQueue('full', 1);
    await admin.close();
    const { told, last, run, ended } = await work('undead', {
      action: script('exit 3', { ...LATER, deadFunction: 'full' }),
    });
    await client().background('undead', 'hello');
    await told('end');
    const message = expect.stringMatching(/^exit 3, and full did not get it: .*queue/);
    expect(last('end')).toMatchObject({ end: 'requeued', exitCode: 3, message });
    run.stop('asked');
    await ended;
    expect(await jobsOf('undead')).toBe(1);
  });
});

describe('a worker whose jobs all fail', () => {
  it('leaves the next ones to others for a while', async () => {
    for (const workload of ['a', 'b']) await client().background('broken', workload);
    const { told, events, run, ended } = await work('broken', { action: script('exit 1', { errorBackoff: 1 }) });
    await told('end');
    for (let look = 0; look < 3; look++) expect(await jobsOf('broken')).toBe(1);
    run.stop('asked');
    expect(await ended).toBe('draining');
    expect(events.filter(({ type }) => type === 'start')).toHaveLength(1);
  });
});

describe('a job that has waited for too long', () => {
  it('fails where its server can tell, and is done where nobody can', async () => {
    const server = await startServer({ port: 0 });
    const submitter = new Client({ servers: server.address });
    const task = submitter.submit('late', 'hello');
    await task.created;
    const submittedAt = performance.now();
    await until(() => performance.now() - submittedAt > 60);
    const action = script('cat', { maxWaitMs: 50 });
    await work('late', { action, worker: { servers: server.address } });
    expect(await reports(task)).toEqual([
      expect.stringMatching(/^warning waited [\d.]+s, longer than 0.05s\n$/),
      'fail',
    ]);
    await submitter.close();
    await server.close();

    await work('late', { action });
    expect(await reports(client().submit('late', 'hello'))).toEqual(['complete hello']);
  });
});

describe('the journal', () => {
  it('gets what became of each job, with the bytes that it came to', async () => {
    const path = join(folder, 'journal');
    const gate = join(folder, 'first-attempt');
    const commands = `cat; [ -e ${gate} ] || { touch ${gate}; exit 75; }; [ $GEARMAN_JOB_SIZE = 5 ] || exit 3`;
    const action = script(commands, { ...SOON, retries: 1 });
    const { ended } = await work('kept', { action, journal: path, maxJobs: 2 });
    await client().run('kept', 'hello');
    await reports(client().submit('kept', 'no', { unique: 'u2' }));
    await ended;
    const reader = readJournal(path);
    const outcomes = await reader.latest({ limit: 9 });
    expect(outcomes).toMatchObject([
      { outcome: 'fail', unique: 'u2', exitCode: 3, attempts: 1, message: 'exit 3', bytesIn: 2, bytesOut: 2, slot: 1 },
      { outcome: 'complete', exitCode: 0, attempts: 2, message: '', bytesIn: 5, bytesOut: 5, pid: process.pid },
    ]);
    const kept = await reader.find({ handle: outcomes[1]?.handle ?? '' });
    expect(Buffer.from(kept?.result ?? '').toString()).toBe('hello');
    writeFileSync(gate, '');
  });

  it('has one outcome of a job that went back in between, with the number of its attempts', async () => {
    const path = join(folder, 'one-outcome');
    const action = script(upTo(3), { ...SOON, retries: 2, retryMode: 'requeue' });
    const { ended, events } = await work('once', { action, journal: path, maxJobs: 1 });
    await client().background('once', '');
    await ended;
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(3);
    expect(await readJournal(path).latest({ limit: 9 })).toMatchObject([{ outcome: 'complete', attempts: 3 }]);
  });
});
