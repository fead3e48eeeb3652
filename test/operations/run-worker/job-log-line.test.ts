import { describe, expect, it } from 'vitest';
import { type EndEvent, JOB_LOG_HEADER, jobLogLine } from '../../../src/operations/run-worker/job-log-line.js';

const job = { functionName: 'resize', handle: 'H:q1:81', unique: 'img-17', server: 'q1:4730', slot: 3 };
const ended: EndEvent = {
  ...{ type: 'end', job, end: 'complete', exitCode: 0, signal: null, durationMs: 1234.56 },
  ...{ bytesIn: 17, bytesOut: 2048, message: '' },
};
const place = { seq: 7, host: 'web2', endedAtMs: 1_700_000_002_234.56 };

/** How GNU parallel reads a line of its joblog for --resume and --retry-failed. */
const PARALLEL = /^(\d+)(?:\t[^\t]+){5}\t(\d+)\t(\d+)\t(.*)$/;

describe('a line of the job log', () => {
  it('has the columns of its header', () => {
    const line = jobLogLine(ended, place).trimEnd().split('\t');
    const named = Object.fromEntries(
      JOB_LOG_HEADER.trimEnd()
        .split('\t')
        .map((name, at) => [name, line[at]]),
    );
    expect(named).toEqual({
      ...{ Seq: '7', Host: 'web2', Starttime: '1700000001.000', JobRuntime: '     1.235', Send: '17', Receive: '2048' },
      ...{ Exitval: '0', Signal: '0', Command: 'resize', Outcome: 'complete' },
      ...{ Handle: 'H:q1:81', Unique: 'img-17', Server: 'q1:4730', Slot: '3' },
    });
    expect(line).toHaveLength(Object.keys(named).length);
  });

  it.each([
    { ends: { exitCode: 3, end: 'fail' }, is: ['3', '0'] },
    { ends: { exitCode: null, signal: 'SIGSEGV', end: 'fail' }, is: ['0', '11'] },
    { ends: { exitCode: null, end: 'fail' }, is: ['1', '0'] },
    { ends: { exitCode: 0, end: 'fail' }, is: ['1', '0'] },
    { ends: { exitCode: null, end: 'exception' }, is: ['1', '0'] },
    { ends: { exitCode: null, end: 'requeued' }, is: ['75', '0'] },
    { ends: { exitCode: null, end: 'complete' }, is: ['0', '0'] },
  ] as const)('tells parallel that $ends is $is', ({ ends, is }) => {
    const [, seq, exit, signal, command] = PARALLEL.exec(jobLogLine({ ...ended, ...ends }, place).trimEnd()) ?? [];
    expect([seq, exit, signal]).toEqual(['7', ...is]);
    expect(command).toMatch(/^resize\t/);
  });

  it('is one line whatever is in names', () => {
    const evil = { ...job, functionName: 'a\tb\nc\r\x85\u2028é', unique: '\0' };
    const line = jobLogLine({ ...ended, job: evil }, place);
    expect(line.split('\t')).toHaveLength(14);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(line).toContain('a%09b%0Ac%0D%C2%85%E2%80%A8é\t');
  });
});
