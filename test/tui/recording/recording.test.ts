import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { topSampleSchema } from '../../../src/cli/schemas/top-sample.js';
import { InputDataError, InputFileError, OutputError } from '../../../src/errors.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import type { Model } from '../../../src/tui/model/types.js';
import { Recorder } from '../../../src/tui/recording/recorder.js';
import { Recording } from '../../../src/tui/recording/recording.js';
import { violations } from '../../support/json-schema.js';
import { afterSamples, counted, newModel, polled, unanswered } from '../samples.js';

const SERVERS = ['q1:4730', 'q2:4730'];
const QUANTILES = { count: 8, p50Ms: 30, p90Ms: 90, p99Ms: 99, maxMs: 120 };

/** Three rounds: both servers answer, then one is away, then it is back. */
const SAMPLES: readonly Sample[] = [
  polled(0, {
    server: 'q1:4730',
    tookMs: 5,
    functions: { f: [5, 1, 2], ünï: [0, 0, 1] },
    workers: [{ fd: '7', address: '10.0.0.1', clientId: 'w', functionNames: ['f'] }],
    stats: [counted('f', { submitted: 9, completed: 4, oldestAgeMs: 1500, runTime: QUANTILES })],
  }),
  polled(0, { server: 'q2:4730', functions: { f: [1, 1, 1] } }),
  polled(2, { server: 'q1:4730', functions: { f: [6, 1, 2] }, stats: [counted('f', { submitted: 12 })] }),
  unanswered(2, 'q2:4730'),
  polled(4, { server: 'q1:4730', functions: { f: [7, 1, 2] } }),
  polled(4, { server: 'q2:4730', functions: { f: [2, 1, 1] } }),
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gearctl-recording-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Records samples as a view does, and gives what it knows in the end. */
async function record(file: string, samples: readonly Sample[]): Promise<Model> {
  const recorder = await Recorder.open(file, SERVERS, (error) => {
    throw error;
  });
  let model = newModel(SERVERS);
  for (const sample of samples) {
    const before = model;
    model = afterSamples(model, sample);
    recorder.add(sample, before.whole, model.whole);
  }
  await recorder.close();
  return model;
}

function samplesIn(recording: Recording): Sample[] {
  return Array.from({ length: recording.length }, (_, at) => recording.round(at)?.samples ?? []).flat();
}

describe('a recording', () => {
  it.each(['top.jsonl', 'top.jsonl.gz'])('gives back the samples that were recorded: %s', async (name) => {
    await record(join(folder, name), SAMPLES);
    const recording = await Recording.open(join(folder, name));
    expect(recording.servers).toEqual(SERVERS);
    expect(recording.intervalMs).toBe(2000);
    const onClock = (sample: Sample) => ({ ...sample, atMs: sample.epochMs });
    const away = { server: 'q2:4730', answer: null, failure: { errno: 'ECONNREFUSED', attempts: 1 } };
    const expected = SAMPLES.map((sample) => (sample.answer === null ? away : onClock(sample)));
    expect(samplesIn(recording)).toMatchObject(expected);
  });

  it('has lines that are as its schema says, each with what has happened since the one before', async () => {
    const file = join(folder, 'top.jsonl');
    await record(file, SAMPLES);
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.flatMap((line) => violations(line, topSampleSchema))).toEqual([]);
    expect(lines.map(({ events }) => events.map(({ kind }: { kind: string }) => kind))).toEqual([
      [],
      ['server-down', 'function-gone'],
      ['server-up'],
    ]);
    expect(lines[2].functions).toMatchObject([{ name: 'f', total: 9, running: 2, waiting: 7, state: 'steady' }]);
  });

  it('can be read as far as it goes when nobody has ended it', async () => {
    const file = join(folder, 'top.jsonl.gz');
    await record(file, SAMPLES);
    await truncate(file, (await readFile(file)).length - 12);
    expect((await Recording.open(file)).length).toBeGreaterThanOrEqual(2);
  });

  it('tells the numbers of lines that cannot be read, and leaves them out', async () => {
    const file = join(folder, 'top.jsonl');
    await record(file, SAMPLES);
    await writeFile(file, `{"schema":"gearctl/status/1"}\n${await readFile(file, 'utf8')}`);
    await appendFile(file, '{"schema":"gearctl/top-sa');
    const { broken, length } = await Recording.open(file);
    expect([length, broken.map(({ number }) => number)]).toEqual([3, [1, 5]]);
    expect(broken[0]?.why).toContain('gearctl/top-sample/1');
  });

  it('is none where no line can be read, and where there is no file', async () => {
    const file = join(folder, 'top.jsonl');
    await writeFile(file, 'hello\n');
    await expect(Recording.open(file)).rejects.toThrow(InputDataError);
    await expect(Recording.open(file)).rejects.toMatchObject({ line: 1 });
    await writeFile(file, '');
    await expect(Recording.open(file)).rejects.toThrow('it is empty');
    await expect(Recording.open(join(folder, 'none'))).rejects.toThrow(InputFileError);
  });

  it('never takes the place of a file that is there', async () => {
    const file = join(folder, 'top.jsonl');
    await writeFile(file, 'precious');
    const failures: OutputError[] = [];
    const recorder = await Recorder.open(file, SERVERS, (error) => failures.push(error));
    await recorder.close();
    expect(failures[0]).toBeInstanceOf(OutputError);
    expect(await readFile(file, 'utf8')).toBe('precious');
  });
});
