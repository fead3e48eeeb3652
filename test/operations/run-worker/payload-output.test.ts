import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bytesJson } from '../../../src/cli/output/bytes-json.js';
import { workJobSchema } from '../../../src/cli/schemas/work-job.js';
import { AbortedError, OutputError } from '../../../src/errors.js';
import {
  delimitedPayload,
  jsonPayload,
  type PayloadFormat,
} from '../../../src/operations/run-worker/payload-format.js';
import { violations } from '../../support/json-schema.js';
import { until } from '../../support/until.js';
import { reports, workerFixture } from './worker-fixture.js';

const { work, client, gearmand } = workerFixture();

/** Takes the jobs of a function, which have been submitted, and gives what is written for them. */
async function written(functionName: string, format: PayloadFormat, maxJobs: number): Promise<Buffer> {
  const stream = new PassThrough();
  await (await work(functionName, { maxJobs, action: { stream, format } })).ended;
  stream.end();
  return Buffer.concat(await stream.toArray());
}

describe('workloads on an output', () => {
  it('come byte for byte, each with a delimiter behind it', async () => {
    for (const workload of [Uint8Array.of(0xff, 0x00), 'b\n', '']) await client().background('raw', workload);
    expect(await written('raw', delimitedPayload(0x0a), 3)).toEqual(Buffer.from('\xff\x00\nb\n\n\n', 'latin1'));
  });

  it('come as JSON with all that is known of their jobs', async () => {
    const handle = await client().background('json', 'ä', { unique: 'u1' });
    await client().background('json', Uint8Array.of(0xff), { unique: 'u2' });
    const lines = (await written('json', jsonPayload(bytesJson), 2)).toString().trimEnd().split('\n');
    const jobs = lines.map((line) => JSON.parse(line));
    const facts = { type: 'job', function: 'json', server: gearmand().address, reducer: '' };
    expect(jobs[0]).toEqual({ ...facts, handle, unique: 'u1', bytes: 2, data: 'ä' });
    expect(jobs[1]).toMatchObject({ ...facts, unique: 'u2', bytes: 1, data_base64: '/w==' });
    for (const job of jobs) expect(violations(job, workJobSchema)).toEqual([]);
  });

  it('complete their jobs with nothing, and only when they are written', async () => {
    let release: () => void = () => undefined;
    const stream = new Writable({
      write: (_chunk, _encoding, done) => {
        release = done;
      },
    });
    const { told, events } = await work('slow-reader', { action: { stream, format: ({ workload }) => [workload] } });
    const task = client().submit('slow-reader', 'hello');
    await told('start');
    await until(() => stream.writableLength > 0);
    expect(events.at(-1)).toMatchObject({ type: 'start' });
    release();
    expect(await reports(task)).toEqual(['complete ']);
  });

  it('that cannot be written send their job back, and end the worker', async () => {
    await client().background('no-reader', 'hello');
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new OutputError('nobody reads')) });
    stream.on('error', () => undefined);
    const { ended, last } = await work('no-reader', { action: { stream, format: delimitedPayload(0x0a) } });
    await expect(ended).rejects.toThrow(AbortedError);
    expect(last('end')).toMatchObject({ end: 'requeued' });
    expect(String(await written('no-reader', delimitedPayload(0x0a), 1))).toBe('hello\n');
  });

  it('do not keep a worker from stopping when nobody reads', async () => {
    await client().background('stuck', 'hello');
    const stream = new Writable({ write: () => undefined });
    const { run, told, ended } = await work('stuck', { action: { stream, format: delimitedPayload(0x0a) } });
    await told('start');
    run.stop('asked');
    run.stop('asked');
    expect(await ended).toBe('stopping');
    expect(String(await written('stuck', delimitedPayload(0x0a), 1))).toBe('hello\n');
  });
});
