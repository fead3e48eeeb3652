import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobResultSchema, resultsSchema } from '../../../src/cli/schemas/results.js';
import { startServer } from '../../../src/server/index.js';
import { handlesIn, journalFolder, openJournal, workOutcome } from '../../journal/shared-stage.js';
import { grabJob, submitInBackground } from '../../operations/job-look-up/job-stage.js';
import { violations } from '../../support/json-schema.js';
import { gearctl, startGearctl } from '../../support/run-gearctl.js';
import { until } from '../../support/until.js';

const NOBODY = '127.0.0.1:1';

/** A journal with three outcomes of jobs, the last of which ended just now. */
async function journalOfThree(): Promise<string> {
  const folder = journalFolder();
  const nowMs = Date.now();
  const { journal } = await openJournal(folder, { now: () => nowMs });
  const bytes = Uint8Array.of(0, 255, 10);
  journal.add(workOutcome('H:q1:1', { result: bytes, endedAtMs: nowMs - 7_200_000, startedAtMs: nowMs - 7_201_500 }));
  const failed = { outcome: 'fail', exitCode: 3, message: 'exit 3', result: Buffer.from('half') } as const;
  journal.add(workOutcome('H:q1:2', { ...failed, functionName: 'resize', endedAtMs: nowMs, startedAtMs: nowMs }));
  journal.add(workOutcome('H:q1:3', { endedAtMs: nowMs, startedAtMs: nowMs - 500, result: Buffer.from('done') }));
  return folder;
}

describe('gearctl results list', () => {
  it('prints a table, the last outcome first', async () => {
    const folder = await journalOfThree();
    const { stdout, stderr, exit } = await gearctl(['results', 'list', '--journal', folder, '-o', 'table']);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^FINISHED +HANDLE +FUNCTION +OUTCOME +EXIT +DURATION +BYTES +MESSAGE$/);
    expect(rows[0]).toMatch(/^\d+s +H:q1:3 +f +complete +0 +500ms +4 +-$/);
    expect(rows[1]).toMatch(/^\d+s +H:q1:2 +resize +fail +3 +0ms +4 +exit 3$/);
    expect(rows[2]).toMatch(/^2h +H:q1:1 +f +complete +0 +1\.5s +3 +-$/);
    expect(rows.at(-1)).toMatch(/^3 outcomes +1 not complete$/);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
  });

  it.each([
    { flags: ['--function', 'resize'], handles: ['H:q1:2'] },
    { flags: ['--outcome', 'complete'], handles: ['H:q1:3', 'H:q1:1'] },
    { flags: ['--since', '1h'], handles: ['H:q1:3', 'H:q1:2'] },
    { flags: ['-c', '0'], handles: ['H:q1:3', 'H:q1:2', 'H:q1:1'] },
  ])('lists those that $flags asks for', async ({ flags, handles }) => {
    const argv = ['results', 'list', '--journal', await journalOfThree(), '--columns', 'handle', '--plain', ...flags];
    expect(await gearctl(argv)).toEqual({ stdout: handles.map((each) => `${each}\n`).join(''), stderr: '', exit: 0 });
  });

  it('says that there are more than it lists, and that there are none', async () => {
    const folder = await journalOfThree();
    const some = await gearctl(['results', 'list', '--journal', folder, '-c', '1', '--plain', '--columns', 'handle']);
    expect(some.stdout).toBe('H:q1:3\n');
    expect(some.stderr).toContain('there are more than the last 1');
    const none = await gearctl(['results', 'list', '--journal', `${folder}/none`, '--json']);
    expect(none).toMatchObject({ stdout: '{"schema":"gearctl/results/1","results":[]}\n', exit: 0 });
    expect(none.stderr).toContain(`no such outcome in ${folder}/none`);
  });

  it('prints JSON as its schema says', async () => {
    const argv = ['results', 'list', '--journal', await journalOfThree()];
    const [json, lines] = await Promise.all([gearctl([...argv, '--json']), gearctl([...argv, '--jsonl'])]);
    const document = JSON.parse(json.stdout);
    expect(violations(document, resultsSchema)).toEqual([]);
    expect(document.results).toHaveLength(3);
    expect(document.results[1]).toMatchObject({ outcome: 'fail', exit_code: 3, source: 'journal', duration: 0 });
    const rows = lines.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual(document.results.map((row: object) => ({ type: 'result', ...row })));
  });

  it('finds the journal of the environment, unless there is none', async () => {
    const folder = await journalOfThree();
    const inEnvironment = await gearctl(['results', 'list', '--plain'], { env: { GEARCTL_JOURNAL: folder } });
    expect(inEnvironment.stdout.split('\n')).toHaveLength(4);
    const state = folder.replace(/\/journal$/, '');
    const inState = await gearctl(['results', 'list', '--plain'], { env: { STATE_DIRECTORY: state } });
    expect(inState.stdout).toBe(inEnvironment.stdout);
    expect(await gearctl(['results', 'list', '--journal', 'none'])).toMatchObject({ exit: 64 });
  });
});

describe('gearctl results get', () => {
  it('writes the bytes of the journal and nothing else', async () => {
    const folder = await journalOfThree();
    const child = startGearctl(['results', 'get', 'H:q1:1', '--journal', folder, '-s', NOBODY]);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(Buffer.concat(chunks)).toEqual(Buffer.of(0, 255, 10));
  });

  it('writes those that a server keeps, and says that the job failed', async () => {
    const server = await startServer({ port: 0, results: '10' });
    onTestFinished(() => server.close({ graceMs: 0 }));
    const handle = await submitInBackground(server.address, 'f');
    (await grabJob(server.port, 'f')).throwUp('too hot');
    const argv = ['results', 'get', handle, '-s', server.address, '--journal', journalFolder()];
    await until(async () => (await gearctl(argv)).exit === 0);
    expect(await gearctl(argv)).toEqual({
      stdout: 'too hot',
      stderr: `gearctl: ${handle} ended with exception\n`,
      exit: 0,
    });
    const document = JSON.parse((await gearctl([...argv, '--json'])).stdout);
    expect(violations(document, jobResultSchema)).toEqual([]);
    expect(document).toMatchObject({ source: server.address, outcome: 'exception', exit_code: null, data: 'too hot' });
    expect(await gearctl(['results', 'get', 'H:none', ...argv.slice(3)])).toMatchObject({ stdout: '', exit: 4 });
  });

  it('says that not all of a result was kept', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    journal.add(workOutcome('H:1', { result: Buffer.from('the first'), bytesOut: 1000 }));
    expect(await gearctl(['results', 'get', 'H:1', '--journal', folder, '-s', NOBODY])).toEqual({
      stdout: 'the first',
      stderr: 'gearctl: only the first 9 of 1000 bytes are kept\n',
      exit: 3,
    });
  });

  it('cannot tell without a server to ask', async () => {
    const argv = ['results', 'get', 'H:none', '--journal', await journalOfThree(), '-s', NOBODY];
    expect(await gearctl(argv)).toMatchObject({ stdout: '', exit: 69 });
  });
});

describe('gearctl results tail', () => {
  it('prints what is there, then what is added, until ^C', async () => {
    const folder = await journalOfThree();
    const { journal } = await openJournal(folder, { now: Date.now });
    const child = startGearctl(['results', 'tail', '--journal', folder, '-c', '1', '--jsonl']);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    const handles = () => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).handle]));
    await until(() => handles().length === 1);
    journal.add(workOutcome('H:q1:4'));
    await until(() => handles().length === 2);
    expect(handles()).toEqual(['H:q1:3', 'H:q1:4']);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
  });
});

describe('gearctl results remove', () => {
  it('removes a job, and says which it did not find', async () => {
    const folder = await journalOfThree();
    const remove = (...argv: string[]) => gearctl(['results', 'remove', ...argv, '--journal', folder]);
    expect(await remove('H:q1:1')).toEqual({ stdout: '1 outcome removed\n', stderr: '', exit: 0 });
    expect(await handlesIn(folder)).toEqual(['H:q1:2', 'H:q1:3']);
    expect(await remove('H:q1:1')).toMatchObject({ stdout: '0 outcomes removed\n', exit: 4 });
    expect(await remove('H:q1:1', 'H:q1:2', '-y')).toMatchObject({ stdout: '1 outcome removed\n', exit: 3 });
    expect(await handlesIn(folder)).toEqual(['H:q1:3']);
  });

  it('does not remove many unasked, nor in a trial', async () => {
    const folder = await journalOfThree();
    const remove = (...argv: string[]) => gearctl(['results', 'remove', ...argv, '--journal', folder]);
    expect(await remove('--all')).toMatchObject({ exit: 64, stderr: expect.stringContaining('add -y') });
    expect(await remove('--older', '1h', '-n')).toEqual({
      stdout: '1 outcome would be removed\n',
      stderr: '',
      exit: 0,
    });
    expect(await remove()).toMatchObject({ exit: 64 });
    expect(await remove('H:q1:1', '--all')).toMatchObject({ exit: 64 });
    expect(await handlesIn(folder)).toHaveLength(3);
    expect(await remove('--older', '1h', '-y')).toMatchObject({ stdout: '1 outcome removed\n', exit: 0 });
    expect(await remove('--all', '-y')).toMatchObject({ stdout: '2 outcomes removed\n', exit: 0 });
    expect(await handlesIn(folder)).toEqual([]);
  });
});
