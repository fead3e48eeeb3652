import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputDataError, InputFileError, NameError } from '../../../src/errors.js';
import type { JobRequest } from '../../../src/operations/submit-jobs/job-request.js';
import { JobSource, type JobSourceOptions } from '../../../src/operations/submit-jobs/job-source.js';
import { RecordSplitter } from '../../../src/operations/submit-jobs/record-splitter.js';
import { Template } from '../../../src/operations/submit-jobs/template.js';

const NEVER = new AbortController().signal;
const stdinOf = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
const records = (names = ['-']) => ({ kind: 'records' as const, names, splitter: new RecordSplitter(0x0a) });
const jsonl = { kind: 'jsonl' as const, names: ['-'] };

function sourceOf(options: Partial<JobSourceOptions>): JobSource {
  let uuids = 0;
  return new JobSource(
    {
      functionNames: ['f'],
      defaults: { unique: undefined, priority: 'normal', background: false, reducer: undefined, runAt: undefined },
      copies: 1,
      template: undefined,
      input: { kind: 'workloads', workloads: [] },
      ...options,
    },
    () => `uuid-${++uuids}`,
  );
}

/** Takes all jobs there are, up to the error that ends them. */
async function taken(source: JobSource, stdin: Readable = stdinOf()) {
  const jobs: JobRequest[] = [];
  let error: unknown;
  try {
    for await (const batch of source.batches(stdin, NEVER)) for (const job of batch) jobs.push(job);
  } catch (caught) {
    error = caught;
  }
  return { jobs, error, workloads: jobs.map(({ workload }) => Buffer.from(workload).toString('latin1')) };
}

describe('a source of jobs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gearctl-jobs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('makes a job of each workload', async () => {
    const workloads = [Buffer.from('a'), Buffer.alloc(0)];
    const { jobs } = await taken(sourceOf({ input: { kind: 'workloads', workloads } }));
    expect(jobs.map(({ seq, workload }) => [seq, workload])).toEqual([
      [1, workloads[0]],
      [2, workloads[1]],
    ]);
  });

  it('makes one job of all of stdin, to the byte', async () => {
    const source = sourceOf({ input: { kind: 'whole', names: ['-'] } });
    expect((await taken(source, stdinOf('a\n', '\0b', '\n'))).workloads).toEqual(['a\n\0b\n']);
    expect((await taken(source, stdinOf())).workloads).toEqual(['']);
  });

  it('makes one job of each file', async () => {
    const names = ['one', 'two'].map((name) => join(folder, name));
    for (const name of names) await writeFile(name, `in ${name}`);
    const { workloads } = await taken(sourceOf({ input: { kind: 'whole', names } }));
    expect(workloads).toEqual(names.map((name) => `in ${name}`));
  });

  it('submits nothing of any file when one cannot be read', async () => {
    const one = join(folder, 'there');
    await writeFile(one, 'a\n');
    const { jobs, error } = await taken(sourceOf({ input: records([one, join(folder, 'gone')]) }));
    expect(jobs).toEqual([]);
    expect(error).toBeInstanceOf(InputFileError);
    expect(String(error)).toContain('there is no such file');
  });

  it('says that a folder is none', async () => {
    const { error } = await taken(sourceOf({ input: { kind: 'whole', names: [folder] } }));
    expect(error).toBeInstanceOf(InputFileError);
    expect(String(error)).toContain('it is a folder');
  });

  it('makes jobs of records as they come', async () => {
    const stdin = new PassThrough();
    const batches = sourceOf({ input: records() }).batches(stdin, NEVER);
    stdin.write('one\ntwo\nthr');
    const first = await batches.next();
    expect([...(first.value ?? [])].map(({ workload }) => String(workload))).toEqual(['one', 'two']);
    stdin.end('ee');
    const second = await batches.next();
    expect([...(second.value ?? [])].map(({ seq, workload }) => [seq, String(workload)])).toEqual([[3, 'three']]);
    expect((await batches.next()).done).toBe(true);
  });

  it('ends when it is told to, though the input does not', async () => {
    const stop = new AbortController();
    const stdin = new PassThrough();
    const batches = sourceOf({ input: records() }).batches(stdin, stop.signal);
    stdin.write('one\n');
    await batches.next();
    const next = batches.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(stdin.destroyed).toBe(true);
  });

  it('makes copies for each function, each with its own number and random ID', async () => {
    const { jobs } = await taken(
      sourceOf({
        functionNames: ['f', 'g'],
        copies: 2,
        defaults: { unique: '@uuid', priority: 'low', background: true, reducer: undefined, runAt: undefined },
        input: { kind: 'workloads', workloads: [Buffer.from('x')] },
      }),
    );
    expect(jobs.map(({ seq, functionName, unique }) => [seq, functionName, unique])).toEqual([
      [1, 'f', 'uuid-1'],
      [2, 'g', 'uuid-2'],
      [3, 'f', 'uuid-3'],
      [4, 'g', 'uuid-4'],
    ]);
    expect(jobs[0]).toMatchObject({ priority: 'low', background: true });
  });

  it('fills each record into the template', async () => {
    const source = sourceOf({ input: records(), template: new Template('{#}:{}') });
    expect((await taken(source, stdinOf('a\nb\n'))).workloads).toEqual(['1:a', '2:b']);
  });

  it('lets a line of JSON decide, and takes from the command line what it leaves open', async () => {
    const source = sourceOf({
      input: jsonl,
      defaults: { unique: undefined, priority: 'low', background: true, reducer: undefined, runAt: undefined },
    });
    const { jobs } = await taken(
      source,
      stdinOf('{"data":"a"}\n\n{"function":"g","data":"b","unique":"u","priority":"high","background":false}'),
    );
    expect(jobs).toMatchObject([
      { seq: 1, functionName: 'f', priority: 'low', background: true, unique: undefined },
      { seq: 2, functionName: 'g', priority: 'high', background: false, unique: 'u' },
    ]);
  });

  it('gives the jobs before a bad line, and counts the lines across chunks', async () => {
    const { jobs, error } = await taken(sourceOf({ input: jsonl }), stdinOf('{}\n\n{', '}\n{}\nrubbish\n{}\n'));
    expect(jobs).toHaveLength(3);
    expect(error).toBeInstanceOf(InputDataError);
    expect(error).toMatchObject({ line: 5 });
  });

  it.each([
    ['{"function":"a b"}', 'holds a space'],
    ['{"function":""}', 'is empty'],
    [`{"unique":"${'x'.repeat(64)}"}`, '64 bytes'],
    ['{"function":"a\\u0000b"}', 'NUL'],
  ])('refuses the line %s before it is a job', async (line, message) => {
    const { jobs, error } = await taken(sourceOf({ input: jsonl }), stdinOf(line));
    expect(jobs).toEqual([]);
    expect(error).toMatchObject({ code: 'BAD_INPUT', line: 1 });
    expect(String(error)).toContain(message);
  });

  it('needs a function from somewhere', async () => {
    const { error } = await taken(sourceOf({ functionNames: [], input: jsonl }), stdinOf('{"function":"g"}\n{}'));
    expect(String(error)).toContain('line 2: the job has no function');
  });

  it('refuses names that no job can have before it reads anything', () => {
    const defaults = { priority: 'normal' as const, background: false, reducer: undefined, runAt: undefined };
    expect(() => sourceOf({ functionNames: ['ok', 'a\0b'] })).toThrow(NameError);
    expect(() => sourceOf({ functionNames: ['a b'] })).toThrow(NameError);
    expect(() => sourceOf({ defaults: { ...defaults, unique: 'é'.repeat(32) } })).toThrow(NameError);
    expect(() => sourceOf({ functionNames: ['prefix\tname'] })).not.toThrow();
  });
});
