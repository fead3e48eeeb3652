import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesSchema } from '../../../src/cli/schemas/changes.js';
import { jobSchema, jobsSchema } from '../../../src/cli/schemas/jobs.js';
import { type JobServer, startServer } from '../../../src/server/index.js';
import { journalFolder, openJournal, workOutcome } from '../../journal/shared-stage.js';
import { grabJob, submitInBackground } from '../../operations/job-look-up/job-stage.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { violations } from '../../support/json-schema.js';
import { gearctl } from '../../support/run-gearctl.js';

const NOBODY = '127.0.0.1:1';
const NO_JOURNAL = ['--journal', 'none'];

let gearmand: Gearmand;
let server: JobServer;

beforeAll(async () => {
  gearmand = await startGearmand();
  server = await startServer({ port: 0, results: '100' });
});

afterAll(async () => {
  await gearmand.stop();
  await server.close({ graceMs: 0 });
});

describe('gearctl job status', () => {
  it('tells jobs that wait from those that run, and both from what nobody knows', async () => {
    const running = await submitInBackground(gearmand.address, 'status');
    const queued = await submitInBackground(gearmand.address, 'status', 'u-1');
    await grabJob(gearmand.port, 'status');
    const argv = ['job', 'status', running, 'H:none', '-u', 'u-1', '-s', gearmand.address, ...NO_JOURNAL];
    const { stdout, stderr, exit } = await gearctl([...argv, '--json']);
    const document = JSON.parse(stdout);
    expect(violations(document, jobSchema)).toEqual([]);
    expect(document.jobs).toMatchObject([
      { handle: running, state: 'running', known: true, running: true, outcome: null, server: gearmand.address },
      { handle: 'H:none', state: 'unknown', known: false, outcome: 'unknown', server: null },
      { handle: null, unique: 'u-1', state: 'queued', waiting_clients: expect.any(Number) },
    ]);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 3 });
    expect((await gearctl([...argv, '-o', 'table'])).stdout).toContain('unknown (ended, cancelled or never there)');
    expect(await gearctl(['job', 'status', queued, '-s', gearmand.address, ...NO_JOURNAL])).toMatchObject({ exit: 0 });
    expect(await gearctl(['job', 'status', 'H:none', '-s', gearmand.address, ...NO_JOURNAL])).toMatchObject({
      exit: 4,
    });
  });

  it('tells how a job ended where the journal knows, even without a server', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:q1:1', { outcome: 'fail', exitCode: 3, message: 'exit 3' }));
    const argv = ['job', 'status', 'H:q1:1', '-s', NOBODY, '--journal', folder, '--jsonl'];
    const { stdout, exit } = await gearctl(argv);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'job', outcome: 'fail', exit_code: 3, source: 'journal' });
    expect(exit).toBe(0);
    expect(await gearctl(['job', 'status', 'H:q1:2', ...argv.slice(3)])).toMatchObject({ exit: 69 });
    expect(await gearctl(['job', 'status'])).toMatchObject({ exit: 64 });
  });
});

describe('gearctl job wait', () => {
  it.each([
    { end: 'complete', exit: 0 },
    { end: 'fail', exit: 1 },
    { end: 'throwUp', exit: 2 },
  ] as const)('ends with $exit where a server tells that the job did $end', async ({ end, exit }) => {
    const handle = await submitInBackground(server.address, `wait-${end}`);
    const run = gearctl(['job', 'wait', handle, '-s', server.address, '--json', '-t', '15s', ...NO_JOURNAL]);
    (await grabJob(server.port, `wait-${end}`))[end]('what it came to');
    const { stdout, exit: code } = await run;
    const document = JSON.parse(stdout);
    expect(violations(document, jobSchema)).toEqual([]);
    expect(document.jobs).toMatchObject([{ handle, state: 'ended', known: false, source: server.address }]);
    expect(code).toBe(exit);
  });

  it('ends with 3 when some failed, and tells all', async () => {
    const handles = [await submitInBackground(server.address, 'one'), await submitInBackground(server.address, 'two')];
    (await grabJob(server.port, 'one')).complete('');
    (await grabJob(server.port, 'two')).fail();
    const { stdout, exit } = await gearctl(['job', 'wait', ...handles, '-s', server.address, '--plain', '-t', '15s']);
    expect(stdout).toContain(`${handles[0]}\tcomplete\t`);
    expect(stdout).toContain(`${handles[1]}\tfail\t`);
    expect(exit).toBe(3);
  });

  it('says honestly that nobody knows how a job on gearmand ended', async () => {
    const handle = await submitInBackground(gearmand.address, 'gone');
    const job = await grabJob(gearmand.port, 'gone');
    const run = gearctl(['job', 'wait', handle, '-s', gearmand.address, '-o', 'table', '-t', '15s', ...NO_JOURNAL]);
    job.complete('');
    const { stdout, exit } = await run;
    // If it was over before the first question, not even that it was there is known.
    expect([`${exit} ended, outcome unknown`, `${exit} unknown (ended, cancelled or never there)`]).toContain(
      `${exit} ${/(ended, outcome unknown|unknown \(.*?\))/.exec(stdout)?.[0]}`,
    );
    expect([0, 4]).toContain(exit);
  });

  it('ends with 4 for a job that nobody knows, and with 124 when its time is over', async () => {
    const argv = ['-s', gearmand.address, ...NO_JOURNAL];
    expect(await gearctl(['job', 'wait', 'H:none', ...argv])).toMatchObject({ exit: 4 });
    const handle = await submitInBackground(gearmand.address, 'never');
    expect(await gearctl(['job', 'wait', handle, '-t', '300ms', ...argv])).toMatchObject({ stdout: '', exit: 124 });
  });
});

describe('gearctl job list', () => {
  it('shows all that serve tells, of one function if that is asked for', async () => {
    const handle = await submitInBackground(server.address, 'list', 'u-2');
    const argv = ['job', 'list', '-s', server.address, '--function', 'list'];
    const { stdout, stderr, exit } = await gearctl([...argv, '--json']);
    const document = JSON.parse(stdout);
    expect(violations(document, jobsSchema)).toEqual([]);
    expect(document.jobs).toMatchObject([{ handle, function: 'list', unique: 'u-2', state: 'queued', size: 8 }]);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    const [head] = (await gearctl([...argv, '-o', 'table'])).stdout.split('\n');
    expect(head).toMatch(/^SERVER +HANDLE +FUNCTION +STATE +PRIORITY +AGE +ATTEMPTS +WORKER +SIZE$/);
  });

  it('says what gearmand does not tell', async () => {
    const handle = await submitInBackground(gearmand.address, 'list');
    const { stdout, stderr, exit } = await gearctl(['job', 'list', '-s', gearmand.address, '-o', 'table']);
    expect(stdout.split('\n')[0]).toMatch(/^SERVER +HANDLE +RETRIES +STATE +BACKGROUND$/);
    expect(stdout).toMatch(new RegExp(`${handle} +0 +active +yes`));
    expect(stderr).toBe(`gearctl: ${gearmand.address} lists no function or age here; gearctl serve does\n`);
    expect(exit).toBe(0);
    const byFunction = await gearctl(['job', 'list', '-s', gearmand.address, '--function', 'list']);
    expect(byFunction).toMatchObject({ stdout: '', exit: 5 });
    const mixed = await gearctl(['job', 'list', '-s', `${gearmand.address},${NOBODY}`, '--json']);
    expect(violations(JSON.parse(mixed.stdout), jobsSchema)).toEqual([]);
    expect(mixed.exit).toBe(3);
    expect(await gearctl(['job', 'list', '-s', NOBODY])).toMatchObject({ exit: 69 });
  });
});

describe('gearctl job cancel', () => {
  it('cancels a job wherever it is, and says which nobody knows', async () => {
    const handle = await submitInBackground(gearmand.address, 'cancel');
    const argv = ['-s', `${gearmand.address},${server.address}`];
    const { stdout, exit } = await gearctl(['job', 'cancel', handle, 'H:none', '-y', '--json', ...argv]);
    const document = JSON.parse(stdout);
    expect(violations(document, changesSchema)).toEqual([]);
    expect(document.results).toMatchObject([
      { name: handle, outcome: 'done', message: expect.stringContaining(gearmand.address) },
      { name: 'H:none', outcome: 'not_found' },
    ]);
    expect(exit).toBe(3);
    expect(await gearctl(['job', 'cancel', 'H:none', ...argv])).toMatchObject({ exit: 4 });
    expect(await gearctl(['job', 'cancel', 'H:none', '-s', NOBODY])).toMatchObject({ exit: 69 });
  });

  it('does not cancel several unasked, nor in a trial, nor none', async () => {
    const input = `${await submitInBackground(server.address, 'cancel')}\n${await submitInBackground(server.address, 'cancel')}\n`;
    const cancel = (...flags: string[]) =>
      gearctl(['job', 'cancel', '-a', '-', '-s', server.address, ...flags], { input });
    expect(await cancel()).toMatchObject({ exit: 64, stderr: expect.stringContaining('add -y') });
    expect(await cancel('-n')).toEqual({ stdout: input, stderr: '', exit: 0 });
    expect(await gearctl(['job', 'cancel', '-a', '/nonexistent'])).toMatchObject({ exit: 66 });
    expect(await gearctl(['job', 'cancel'])).toMatchObject({ exit: 64 });
    expect(await cancel('-y')).toMatchObject({ exit: 0 });
  });
});
