import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AbortedError, type GearctlError, NoServerError } from '../../../src/errors.js';
import type { OutcomeKey } from '../../../src/journal/index.js';
import type { JobView } from '../../../src/operations/job-look-up/job-look-up.js';
import { JobSources } from '../../../src/operations/job-look-up/job-sources.js';
import { type WaitWish, waitForJobs } from '../../../src/operations/job-look-up/wait-for-jobs.js';
import { startServer } from '../../../src/server/index.js';
import { journalFolder, openJournal, workOutcome } from '../../journal/shared-stage.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';
import { grabJob, submitInBackground } from './job-stage.js';

const never = new AbortController().signal;

/** Begins to wait, and resolves after the first look with the promise of what is yielded. */
async function waiting(
  address: string,
  wish: Partial<WaitWish> & Pick<WaitWish, 'keys'>,
  folder?: string,
  signal = never,
) {
  const jobs = new JobSources({ servers: [address] }, folder, signal);
  onTestFinished(() => jobs[Symbol.asyncDispose]());
  const troubles: GearctlError[] = [];
  const sources = await jobs.forWaiting((error) => troubles.push(error));
  const [look, prepare] = [vi.spyOn(sources.lookUp, 'look'), vi.spyOn(sources.lookUp, 'prepare')];
  const ended = (async () => {
    const views: JobView[] = [];
    for await (const view of waitForJobs({ any: false, accepted: false, ...wish }, sources, signal)) views.push(view);
    return views;
  })();
  // Whoever waits for it hears of it; until then it is nobody's.
  ended.catch(() => undefined);
  const settled = (results: readonly { type: string }[]) => results.filter(({ type }) => type !== 'incomplete').length;
  await until(() => settled(look.mock.settledResults) >= wish.keys.length);
  await until(() => settled(prepare.mock.settledResults) === prepare.mock.calls.length);
  return { ended, troubles };
}

const asked = (...handles: string[]): OutcomeKey[] => handles.map((handle) => ({ handle }));

describe('Waiting for a job on gearmand', () => {
  let gearmand: Gearmand;

  beforeEach(async () => {
    gearmand = await startGearmand();
  });
  afterEach(() => gearmand.stop());

  it('ends when it is gone, and nobody knows how it ended', async () => {
    const handle = await submitInBackground(gearmand.address, 'f');
    const job = await grabJob(gearmand.port, 'f');
    const { ended } = await waiting(gearmand.address, { keys: asked(handle), accepted: true });
    job.complete('done');
    expect(await ended).toMatchObject([{ state: 'ended', outcome: undefined }]);
  });

  it('ends with what the journal says, command and all', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    const handle = await submitInBackground(gearmand.address, 'f', 'u-1');
    const job = await grabJob(gearmand.port, 'f');
    // Of another job, from before gearmand began anew and with it the numbers of its handles.
    journal.add(workOutcome(handle, { unique: 'u-1', exitCode: 99 }));
    const { ended } = await waiting(gearmand.address, { keys: [{ handle }, { unique: 'u-1' }] }, folder);
    const told = {
      unique: 'u-1',
      outcome: 'fail',
      exitCode: 3,
      message: 'exit 3',
      result: Buffer.from('half'),
    } as const;
    journal.add(workOutcome(handle, told));
    job.fail();
    const outcome = expect.objectContaining({ ...told, source: 'journal', bytes: 4 });
    expect(await ended).toMatchObject([
      { key: { handle }, state: 'ended', outcome },
      { key: { unique: 'u-1' }, state: 'ended', outcome },
    ]);
  });

  it('ends at once when nobody ever heard of it', async () => {
    const { ended } = await waiting(gearmand.address, { keys: asked('H:x:1') }, journalFolder());
    expect(await ended).toMatchObject([{ state: 'unknown', server: null, outcome: undefined }]);
  });

  it('ends at once when the journal knows how it ended before', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:x:1'));
    const { ended } = await waiting(gearmand.address, { keys: asked('H:x:1') }, folder);
    expect(await ended).toMatchObject([{ state: 'ended', outcome: { outcome: 'complete', exitCode: 0 } }]);
  });

  it('ends when it is told to', async () => {
    const handle = await submitInBackground(gearmand.address, 'f');
    const stop = new AbortController();
    const { ended } = await waiting(gearmand.address, { keys: asked(handle) }, undefined, stop.signal);
    stop.abort(new AbortedError('enough'));
    await expect(ended).rejects.toThrow(AbortedError);
  });
});

describe('Waiting for a job on a server that keeps outcomes', () => {
  it('ends with what the server says, by handle and by unique ID', async () => {
    await using server = disposable(await startServer({ port: 0, results: '10' }));
    const handle = await submitInBackground(server.address, 'f', 'u-1');
    const { ended } = await waiting(server.address, { keys: [{ handle }, { unique: 'u-1' }] });
    const job = await grabJob(server.port, 'f');
    job.throwUp('too hot');
    const outcome = expect.objectContaining({ handle, outcome: 'exception', source: server.address, exitCode: null });
    expect(await ended).toMatchObject([
      { state: 'ended', outcome },
      { state: 'ended', outcome },
    ]);
  });

  it('adds from the journal how the command ended', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    await using server = disposable(await startServer({ port: 0, results: '10' }));
    const handle = await submitInBackground(server.address, 'f');
    const { ended } = await waiting(server.address, { keys: asked(handle) }, folder);
    const job = await grabJob(server.port, 'f');
    journal.add(workOutcome(handle, { outcome: 'fail', exitCode: 7, message: 'exit 7' }));
    job.fail();
    expect(await ended).toMatchObject([{ outcome: { outcome: 'fail', source: server.address, exitCode: 7 } }]);
  });

  it('is over with the first of several, if that is enough', async () => {
    await using server = disposable(await startServer({ port: 0, results: '10' }));
    const slow = await submitInBackground(server.address, 'slow');
    const fast = await submitInBackground(server.address, 'fast');
    const { ended } = await waiting(server.address, { keys: asked(slow, fast), any: true });
    (await grabJob(server.port, 'fast')).complete('done');
    expect(await ended).toMatchObject([{ key: { handle: fast }, outcome: { outcome: 'complete' } }]);
  });

  it('goes on while the server is away, and says so', async () => {
    const first = await startServer({ port: 0, results: '10', handlePrefix: 'H:one' });
    const handle = await submitInBackground(first.address, 'f');
    const { ended, troubles } = await waiting(first.address, { keys: asked(handle) });
    await first.close({ graceMs: 0 });
    await until(() => troubles.length > 0);
    await using second = disposable(await startServer({ port: first.port, results: '10', handlePrefix: 'H:two' }));
    // It kept no jobs, so this one is gone.
    expect(second.port).toBe(first.port);
    expect(await ended).toMatchObject([{ state: 'ended', outcome: undefined }]);
  });

  it('fails when no server can be asked to begin with', async () => {
    const { ended } = await waiting('127.0.0.1:1', { keys: asked('H:1') });
    await expect(ended).rejects.toThrow(NoServerError);
  });
});

/** Closes a server at the end of a block. */
function disposable<Server extends { close(options: { graceMs: number }): Promise<void> }>(server: Server) {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close({ graceMs: 0 }) });
}
