import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitEventSchema, submitSchema } from '../../src/cli/schemas/submit.js';
import { type JobServer, startServer } from '../../src/server/index.js';
import { journalFolder, openJournal, workOutcome } from '../journal/shared-stage.js';
import { grabJob } from '../operations/job-look-up/job-stage.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl, startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';

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

/** Starts `submit -b --wait`, and resolves with the handle once that is printed. */
async function submitting(...argv: string[]) {
  const child = startGearctl(['submit', '-b', '--wait', '-t', '15s', ...argv]);
  child.stdin.end();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close');
  await once(reader, 'line');
  return { lines, run: async () => ({ exit: (await ended)[0] as number, stderr, lines }) };
}

describe('gearctl submit -b --wait', () => {
  it.each([
    { end: 'complete', exit: 0, stderr: '' },
    { end: 'fail', exit: 1, stderr: "gearctl: job 1 (HANDLE) of 'wait' failed\n" },
    { end: 'throwUp', exit: 2, stderr: "gearctl: job 1 (HANDLE) of 'wait' failed with an exception\nbytes\n" },
  ] as const)('prints the handle and ends with $exit where serve tells that the job did $end', async (row) => {
    const { run } = await submitting('-s', server.address, '--journal', 'none', 'wait', 'data');
    const job = await grabJob(server.port, 'wait');
    job[row.end]('bytes');
    const stderr = row.stderr.replace('HANDLE', job.handle);
    expect(await run()).toEqual({ exit: row.exit, stderr, lines: [job.handle] });
  });

  it('says honestly that nobody knows how a job on gearmand ended', async () => {
    const { run } = await submitting('-s', gearmand.address, '--journal', 'none', '--jsonl', 'wait', 'data');
    (await grabJob(gearmand.port, 'wait')).fail();
    const { exit, stderr, lines } = await run();
    const events = lines.map((line) => JSON.parse(line));
    expect(events.flatMap((event) => violations(event, submitEventSchema))).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['created', 'result', 'summary']);
    expect(events[1]).toMatchObject({ outcome: 'unknown', exit: 0 });
    expect(events[2]).toMatchObject({ submitted: 1, accepted: 0, unknown: 1, exit: 0 });
    expect(stderr).toContain('the job has ended');
    expect(exit).toBe(0);
  });

  it('has the exit code of the job where the journal knows it', async () => {
    const folder = journalFolder();
    const { journal } = await openJournal(folder);
    const { lines, run } = await submitting('-s', gearmand.address, '--journal', folder, 'wait', 'data');
    const job = await grabJob(gearmand.port, 'wait');
    journal.add(workOutcome(job.handle, { outcome: 'fail', exitCode: 9, message: 'exit 9' }));
    job.fail();
    expect(await run()).toMatchObject({ exit: 1, stderr: `gearctl: job 1 (${lines[0]}) of 'wait' failed: exit 9\n` });
  });

  it('tells all jobs in one document, and 3 when only some are done', async () => {
    const argv = ['submit', '-b', '--wait', '-t', '15s', '-s', server.address, '--json', '-f', 'bad', 'good', 'data'];
    const run = gearctl(argv);
    const grabbed = async (name: string) => {
      for (;;) {
        const job = await grabJob(server.port, name).catch(() => undefined);
        if (job !== undefined) return job;
      }
    };
    (await grabbed('good')).complete('result');
    (await grabbed('bad')).fail();
    const { stdout, exit } = await run;
    const document = JSON.parse(stdout);
    expect(violations(document, submitSchema)).toEqual([]);
    expect(document.results.map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual(['complete', 'fail']);
    expect(exit).toBe(3);
  });

  it('ends with 124 when its time is over, with nothing submitted in vain', async () => {
    const run = await gearctl(['submit', '-b', '--wait', '-t', '500ms', '-s', server.address, 'never', 'data']);
    expect(run).toEqual({
      stdout: expect.stringMatching(/^H:.*\n$/),
      stderr: 'gearctl: the jobs did not end within 0.5 s\n',
      exit: 124,
    });
  });

  it('tells submissions apart that the server took for one job', async () => {
    const { lines, run } = await submitting('-s', server.address, '--jsonl', '-u', '-', 'twice', 'same', 'same');
    await until(() => lines.length === 2);
    (await grabJob(server.port, 'twice')).complete('result');
    const { exit, lines: all } = await run();
    const events = all.map((line) => JSON.parse(line));
    expect(events.map(({ type, seq }) => [type, seq].join(' ').trim())).toEqual([
      'created 1',
      'created 2',
      'result 1',
      'result 2',
      'summary',
    ]);
    expect(events[0].handle).toBe(events[1].handle);
    expect(events.at(-1)).toMatchObject({ submitted: 2, accepted: 0, complete: 2 });
    expect(exit).toBe(0);
  });

  it('is for background jobs', async () => {
    expect(await gearctl(['submit', '--wait', 'f', 'data'])).toMatchObject({ exit: 64 });
  });
});
