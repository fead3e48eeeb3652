import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitEventSchema, submitJobSchema, submitSchema } from '../../src/cli/schemas/submit.js';
import { startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { violations } from '../support/json-schema.js';
import { gearctl, type RunOptions } from '../support/run-gearctl.js';

let gearmand: Gearmand;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  for (const [name, mode] of [
    ['echo', 'echo'],
    ['talk', 'talk'],
    ['fail', 'fail'],
    ['throw', 'exception'],
  ] as const) {
    workers.push(await startForeignWorker('php', gearmand.port, name, mode));
  }
});

afterAll(async () => {
  for (const worker of workers) await stopProcess(worker);
  await gearmand.stop();
});

async function submit(args: readonly string[], options?: RunOptions) {
  const { stdout, stderr, exit } = await gearctl(['submit', '-s', gearmand.address, ...args], options);
  const lines = stdout.split('\n').slice(0, -1);
  return { stdout, stderr, exit, lines };
}

/** Runs with --jsonl and gives the events, all of which are as documented. */
async function events(args: readonly string[], options?: RunOptions) {
  const { lines, exit, stderr } = await submit([...args, '--jsonl'], options);
  const parsed = lines.map((line) => JSON.parse(line));
  expect(parsed.flatMap((event) => violations(event, submitEventSchema))).toEqual([]);
  return { events: parsed, exit, stderr, types: parsed.map(({ type }) => type) };
}

/** Runs with --json and gives the document, which is as documented. */
async function document(args: readonly string[], options?: RunOptions) {
  const { stdout, exit } = await submit([...args, '--json'], options);
  const parsed = JSON.parse(stdout);
  expect(violations(parsed, submitSchema)).toEqual([]);
  return { document: parsed, exit };
}

describe('gearctl submit --jsonl', () => {
  it('tells all that happens to a job', async () => {
    const { events: told, types, exit, stderr } = await events(['talk', 'x']);
    expect(types).toEqual(['created', 'status', 'warning', 'data', 'result', 'summary']);
    expect(told[0]).toMatchObject({ seq: 1, function: 'talk', server: gearmand.address, unique: null });
    expect(told[1]).toMatchObject({ handle: told[0].handle, numerator: 1, denominator: 4 });
    expect(told[2]).toMatchObject({ data: 'careful' });
    expect(told[3]).toMatchObject({ data: 'part,' });
    expect(told[4]).toMatchObject({ outcome: 'complete', data: 'end', bytes: 8, attempts: 1, exit: 0 });
    expect(told[5]).toMatchObject({ submitted: 1, complete: 1, exit: 0 });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });

  it('has one event for a background job', async () => {
    const { types, events: told, exit } = await events(['-b', '-u', 'key', 'q', 'x']);
    expect(types).toEqual(['created', 'summary']);
    expect(told[0]).toMatchObject({ unique: 'key' });
    expect(told[1]).toMatchObject({ accepted: 1, complete: 0 });
    expect(exit).toBe(0);
  });

  it('has bytes that are no text in Base64', async () => {
    const { events: told } = await events(['echo'], { input: Uint8Array.of(0xff, 0x00) });
    expect(told[1]).toMatchObject({ data_base64: '/wA=', bytes: 2 });
  });

  it('tells of failures, and the code that the process ends with', async () => {
    const lines = '{"function":"fail"}\n{"function":"throw"}\n{"data":"ok"}\n';
    const { events: told, exit } = await events(['echo', '--input', 'jsonl'], { input: lines });
    const results = told.filter(({ type }) => type === 'result');
    expect(results).toMatchObject([
      { seq: 1, outcome: 'fail', exit: 1, error: { code: 'JOB_FAILED' } },
      { seq: 2, outcome: 'exception', exit: 2, data: 'no decode delegate', error: { code: 'JOB_EXCEPTION' } },
      { seq: 3, outcome: 'complete', exit: 0, data: 'ok' },
    ]);
    expect(told.at(-1)).toMatchObject({ type: 'summary', submitted: 3, complete: 1, fail: 1, exception: 1, exit: 3 });
    expect(exit).toBe(3);
  });

  it('tells what is wrong with the input behind the jobs before it', async () => {
    const { events: told, types, exit } = await events(['echo', '--input', 'jsonl'], { input: '{}\n{"data":1}\n' });
    expect(types).toEqual(['created', 'result', 'error', 'summary']);
    expect(told[2].error).toMatchObject({ code: 'BAD_INPUT', exit: 65 });
    expect(exit).toBe(65);
  });

  it('tells of jobs that were given up', async () => {
    const { events: told, types, exit } = await events(['-t', '300ms', 'nobody', 'x']);
    expect(types).toEqual(['created', 'result', 'error', 'summary']);
    expect(told[1]).toMatchObject({ outcome: 'timeout', exit: 124 });
    expect(told[3]).toMatchObject({ timeout: 1, exit: 124 });
    expect(exit).toBe(124);
  });
});

describe('gearctl submit --json', () => {
  it('is one document with every result and a summary', async () => {
    const { document: told, exit } = await document(['-f', 'fail', 'talk', 'x']);
    expect(told.results).toMatchObject([
      { seq: 1, function: 'talk', outcome: 'complete', data: 'part,end', bytes: 8 },
      { seq: 2, function: 'fail', outcome: 'fail', exit: 1 },
    ]);
    expect(told.summary).toMatchObject({ submitted: 2, complete: 1, fail: 1, exit: 3 });
    expect(exit).toBe(3);
  });

  it('has the handles of background jobs', async () => {
    const { document: told } = await document(['-b', '-l', 'q'], { input: 'a\nb\n' });
    expect(told.results).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(told.results[0].handle).toMatch(/^H:/);
  });

  it('is a document too when there is nothing to submit', async () => {
    const { document: told, exit } = await document(['-l', 'echo'], { input: '' });
    expect(told.results).toEqual([]);
    expect(exit).toBe(0);
  });

  it('has what stopped the jobs in its summary', async () => {
    const { document: told, exit } = await document(['echo', '--input', 'jsonl'], { input: '{}\nx\n' });
    expect(told.summary).toMatchObject({ submitted: 1, exit: 65, error: { code: 'BAD_INPUT' } });
    expect(exit).toBe(65);
  });

  it('is an error alone when nothing was submitted', async () => {
    const { stdout, exit } = await gearctl(['submit', '--json', '-s', '127.0.0.1:1', 'echo', 'x']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'gearctl/error/1', error: { code: 'NO_SERVER', exit: 69 } });
    expect(exit).toBe(69);
  });
});

describe('gearctl submit --dry-run', () => {
  it('prints jobs as documented', async () => {
    const { lines } = await submit(['-n', '-u', '@uuid', '-b', 'f', 'x', 'y']);
    const jobs = lines.map((line) => JSON.parse(line));
    expect(jobs.flatMap((job) => violations(job, submitJobSchema))).toEqual([]);
    expect(new Set(jobs.map(({ unique }) => unique)).size).toBe(2);
    expect(jobs[0]).toMatchObject({ function: 'f', data: 'x', priority: 'normal', background: true });
  });
});
