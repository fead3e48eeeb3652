import { describe, expect, it } from 'vitest';
import {
  AbortedError,
  type GearctlError,
  InputDataError,
  JobExceptionError,
  JobFailedError,
  NoServerError,
} from '../../../src/errors.js';
import { Commentary } from '../../../src/operations/submit-jobs/commentary.js';
import { GatheredOutput } from '../../../src/operations/submit-jobs/gathered-output.js';
import type { Presentation } from '../../../src/operations/submit-jobs/job-report.js';
import type { Ending, JobRun, Outcome } from '../../../src/operations/submit-jobs/job-run.js';
import { TextReport, type TextReportOptions } from '../../../src/operations/submit-jobs/text-report.js';
import { CapturedStream } from './captured-stream.js';

const presentation: Presentation = {
  exitCodeFor: () => 1,
  errorText: (error, about = '') => `gearctl: ${about}${error.message}\n`,
  errorJson: () => ({}),
  bytesJson: () => ({}),
};

function reportWith(options: Partial<TextReportOptions> = {}, isTTY = false) {
  const [stdout, stderr] = [new CapturedStream(), new CapturedStream({ isTTY })];
  const report = new TextReport(new GatheredOutput(stdout), new Commentary(stderr), presentation, {
    ...{ layout: 'input', newlines: false, tag: undefined, verbose: false, quiet: false, single: false },
    ...options,
  });
  const outcomes = { accepted: 0, complete: 2, fail: 1, exception: 0, timeout: 0, lost: 0, unknown: 0 };
  const finish = (stopError?: GearctlError) =>
    report.finish({ submitted: 3, outcomes, seconds: 1.5, exit: 3 }, stopError);
  return { report, stdout, stderr, finish };
}

function run(seq: number, background = false): JobRun {
  const request = {
    seq,
    functionName: 'f',
    workload: Buffer.alloc(0),
    unique: undefined,
    runAt: undefined,
    background,
  };
  return {
    request: { ...request, priority: 'normal' },
    startedAtMs: 0,
    attempts: 1,
    handle: `H:${seq}`,
    server: 'q1:4730',
    resultBytes: 0,
    status: undefined,
  };
}

const ending = (outcome: Outcome, error?: GearctlError, data = ''): Ending => ({
  outcome,
  error,
  data: Buffer.from(data),
});

describe('the report as text', () => {
  it('writes handles of background jobs, and results of the others', async () => {
    const { report, stdout, stderr, finish } = reportWith();
    const [one, two] = [run(1, true), run(2)];
    for (const each of [one, two]) {
      report.started(each);
      report.created(each);
    }
    report.reported(two, { type: 'data', data: Buffer.from('re') });
    report.reported(two, { type: 'status', numerator: 1, denominator: 2 });
    report.ended(one, ending('accepted'));
    report.ended(two, ending('complete', undefined, 'sult'));
    await finish();
    expect(stdout.text).toBe('H:1\nresult');
    expect(stderr.text).toBe('');
  });

  it('tells the first ten failures and counts the others, or tells all if asked to', async () => {
    const failures = Array.from({ length: 15 }, (_, index) => new JobFailedError(`job ${index + 1} failed`));
    const told = async (verbose: boolean) => {
      const { report, stderr, finish } = reportWith({ verbose });
      for (const [index, error] of failures.entries()) report.ended(run(index + 1), ending('fail', error));
      await finish();
      return stderr.text.split('\n');
    };
    expect(await told(false)).toEqual([
      ...failures.slice(0, 10).map(({ message }) => `gearctl: ${message}`),
      'gearctl: more failures are only counted',
      '3 jobs: 2 done, 1 failed in 1.5 s (2.0/s)',
      '',
    ]);
    expect((await told(true)).filter((line) => line.endsWith('failed'))).toHaveLength(15);
  });

  it('tells once what ended many jobs', () => {
    const { report, stderr } = reportWith();
    const error = new NoServerError([]);
    for (let seq = 1; seq <= 5; seq++) report.ended(run(seq), ending('lost', error));
    expect(stderr.text).toBe('gearctl: no job server is configured\n');
  });

  it('writes the whole text of an exception, which cannot steer a terminal', () => {
    const error = new JobExceptionError('job 1 failed with an exception', Buffer.alloc(0));
    const [plain, terminal] = [reportWith(), reportWith({}, true)];
    for (const { report } of [plain, terminal]) report.ended(run(1), ending('exception', error, 'bad\x1b[2J\nline 2'));
    expect(plain.stderr.text).toBe('gearctl: job 1 failed with an exception\nbad\x1b[2J\nline 2\n');
    expect(terminal.stderr.text).toBe('gearctl: job 1 failed with an exception\nbad[2J\nline 2\n');
  });

  it('sums up on a terminal, or where something went wrong', async () => {
    const terminal = reportWith({}, true);
    await terminal.finish();
    expect(terminal.stderr.text).toBe('3 jobs: 2 done, 1 failed in 1.5 s (2.0/s)\n');
    const stopped = reportWith();
    await stopped.finish(new InputDataError('line 4: not JSON'));
    expect(stopped.stderr.text).toBe(
      'gearctl: line 4: not JSON\nbefore that, 3 jobs: 2 done, 1 failed in 1.5 s (2.0/s)\n',
    );
    const quiet = reportWith({ quiet: true }, true);
    await quiet.finish();
    expect(quiet.stderr.text).toBe('');
  });

  it('does not tell who pressed ^C that ^C was pressed', async () => {
    const { report, stderr, finish } = reportWith({ single: true });
    const error = new AbortedError('stopped by SIGINT');
    report.ended(run(1), ending('unknown', error));
    await finish(error);
    expect(stderr.text).toBe('');
  });
});
