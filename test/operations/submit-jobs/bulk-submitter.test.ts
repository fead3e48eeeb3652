import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { InputFileError, NoServerError, ServerError, TimeoutError } from '../../../src/errors.js';
import { BulkSubmitter, bulkPlanOf } from '../../../src/operations/submit-jobs/bulk-submitter.js';
import { GatheredOutput } from '../../../src/operations/submit-jobs/gathered-output.js';
import type { JobReport } from '../../../src/operations/submit-jobs/job-report.js';
import type { Ending, JobRun } from '../../../src/operations/submit-jobs/job-run.js';
import type { SubmitOptions } from '../../../src/operations/submit-jobs/submit-options.js';
import { planOf } from '../../../src/operations/submit-jobs/submit-plan.js';
import { Tally } from '../../../src/operations/submit-jobs/tally.js';
import { type Script, ScriptedServer } from '../../support/scripted-server.js';
import { CapturedStream } from './captured-stream.js';
import { submitOptions } from './submit-options.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const LINES: Partial<SubmitOptions> = { cut: 'lines', background: true };

const bulkPlan = (options: Partial<SubmitOptions>) => {
  const all = submitOptions({ ...LINES, ...options });
  return bulkPlanOf(
    all,
    planOf(all, false, () => 0),
  );
};

/** A submitter of lines to these servers, and what it reports. */
function submitterFor(servers: string[], options: Partial<SubmitOptions> = {}, window = 1000) {
  const plan = bulkPlan(options);
  if (plan === undefined) throw new TypeError('these jobs cannot be submitted in bulk');
  const stdout = new CapturedStream({ highWaterMark: 1024 * 1024 });
  const endings: { run: JobRun; ending: Ending }[] = [];
  const report: JobReport = {
    isFull: false,
    started: () => expect.unreachable(),
    created: () => expect.unreachable(),
    reported: () => expect.unreachable(),
    ended: (run, ending) => void endings.push({ run, ending }),
    finish: async () => undefined,
  };
  const tally = new Tally(() => 1);
  const client = { servers, window, connectTimeoutMs: 1000 };
  const submitter = new BulkSubmitter(plan, client, new GatheredOutput(stdout), report, tally);
  closers.push(() => submitter[Symbol.asyncDispose]());
  const outcomes = () => endings.map(({ run, ending }) => `${run.request.seq} ${ending.outcome}`);
  return { submitter, stdout, endings, outcomes, tally };
}

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  closers.push(() => server.stop());
  return server;
}

/** Answers each submission with its workload as the handle. */
const echoing: Script = {
  SUBMIT_JOB_BG: ({ data }, peer) => peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() }),
};

const chunks = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)));

describe('what can be submitted in bulk', () => {
  it('is background jobs of one function, one for each record', () => {
    expect(bulkPlan({})?.submission.type).toBe('SUBMIT_JOB_BG');
    expect(bulkPlan({ priority: 'high', unique: '-' })?.submission).toMatchObject({
      type: 'SUBMIT_JOB_HIGH_BG',
      unique: '-',
    });
    expect(bulkPlan({ reducer: 'sum', cut: 'null' })?.submission).toMatchObject({ reducer: 'sum' });
  });

  it.each<Partial<SubmitOptions>>([
    { background: false },
    { cut: 'whole' },
    { cut: 'jsonl' },
    { also: ['g'] },
    { copies: 2 },
    { template: 'x{}' },
    { unique: '@uuid' },
    { retries: 1 },
    { halt: 'soon,fail' },
    { rate: '5/s' },
    { requireWorker: true },
    { wait: true },
    { format: 'json' },
    { format: 'jsonl' },
  ])('is nothing that needs more: %j', (options) => {
    expect(bulkPlan(options)).toBeUndefined();
  });
});

describe('the bulk submitter', () => {
  it('submits each record and writes its handle, however the input is cut', async () => {
    const server = await serve(echoing);
    const { submitter, stdout, tally } = submitterFor([server.address]);
    await submitter.run(chunks('a\nb', 'c\n\nd', 'e'));
    expect(server.packets('SUBMIT_JOB_BG').map(({ data }) => Buffer.from(data).toString())).toEqual([
      ...['a', 'bc', '', 'de'],
    ]);
    await expect.poll(() => stdout.text).toBe('a\nbc\n\nde\n');
    expect(tally).toMatchObject({ submitted: 4, succeeded: 4, failed: 0 });
    expect(submitter.running).toBe(0);
  });

  it('submits what has come while the input is open still', async () => {
    const server = await serve(echoing);
    const { submitter, stdout } = submitterFor([server.address]);
    const stdin = new Readable({ read: () => undefined });
    const ended = submitter.run(stdin);
    stdin.push('first\nsec');
    await expect.poll(() => stdout.text).toBe('first\n');
    stdin.push('ond\n');
    stdin.push(null);
    await ended;
    await expect.poll(() => stdout.text).toBe('first\nsecond\n');
  });

  it('submits many more jobs than the window holds', async () => {
    const server = await serve(echoing);
    const { submitter, stdout, tally } = submitterFor([server.address], {}, 7);
    const lines = Array.from({ length: 5000 }, (_, index) => `${index}\n`).join('');
    await submitter.run(chunks(lines));
    await expect.poll(() => stdout.text).toBe(lines);
    expect(tally.outcomes.accepted).toBe(5000);
  });

  it('names the jobs that were refused by their place in the input', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle !== 'full') peer.send({ type: 'JOB_CREATED', handle });
        else peer.send({ type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'no room' });
      },
    });
    const { submitter, endings, outcomes, tally } = submitterFor([server.address]);
    await submitter.run(chunks('a\nfull\nb\nfull\n'));
    expect(outcomes()).toEqual(['2 lost', '4 lost']);
    expect(endings[0]?.ending.error).toBeInstanceOf(ServerError);
    expect(tally).toMatchObject({ succeeded: 2, failed: 2 });
  });

  it('rejects when no server can be reached, and with what is wrong with the input', async () => {
    const gone = await ScriptedServer.stoppedAddress();
    await expect(submitterFor([gone]).submitter.run(chunks('a\n'))).rejects.toBeInstanceOf(NoServerError);
    const files = { files: ['no such file'] };
    await expect(submitterFor([gone], files).submitter.run(chunks())).rejects.toBeInstanceOf(InputFileError);
  });

  it('loses the rest when the last server goes away', async () => {
    let answered = 0;
    const server = await serve({
      SUBMIT_JOB_BG: (_packet, peer) => {
        answered += 1;
        if (answered <= 2) peer.send({ type: 'JOB_CREATED', handle: `H:${answered}` });
        if (answered === 3) void server.stop();
      },
    });
    const { submitter, stdout, outcomes, tally } = submitterFor([server.address]);
    const stdin = new Readable({ read: () => undefined });
    const ended = submitter.run(stdin);
    stdin.push('a\nb\n');
    await expect.poll(() => stdout.text).toBe('H:1\nH:2\n');
    stdin.push('c\nd\n');
    await ended;
    expect(outcomes()).toEqual(['3 lost', '4 lost']);
    expect(tally.outcomes).toMatchObject({ accepted: 2, lost: 2 });
  });

  it('gives up what is under way, and reads no further', async () => {
    const server = await serve({});
    const { submitter, outcomes } = submitterFor([server.address]);
    const stdin = new Readable({ read: () => undefined });
    const ended = submitter.run(stdin);
    stdin.push('a\nb\n');
    await server.got('SUBMIT_JOB_BG', 2);
    expect(submitter.running).toBe(2);
    submitter.giveUp(new TimeoutError('too long'));
    await ended;
    expect(outcomes()).toEqual(['1 timeout', '2 timeout']);
    expect(submitter.stopError).toBeInstanceOf(TimeoutError);
  });
});
