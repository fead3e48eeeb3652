import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GearctlError } from '../../../src/errors.js';
import { LaunchedJobs, type LaunchedJobsSettings } from '../../../src/operations/work-in-turn/launched-jobs.js';
import type { Packet } from '../../../src/protocol/index.js';
import { Job, type JobLine } from '../../../src/worker/job.js';

let errors: GearctlError[];
let jobs: LaunchedJobs | undefined;
let sent: string[];

beforeEach(() => {
  errors = [];
  sent = [];
});

afterEach(() => jobs?.close());

const line: JobLine = {
  server: 'q1:4730',
  signal: new AbortController().signal,
  send: (packet: Packet) =>
    void sent.push('data' in packet ? `${packet.type} ${Buffer.from(packet.data)}` : packet.type),
  isLost: false,
  flushed: async () => undefined,
  giveBack: () => void sent.push('given back'),
};

/** Runs a command for one job, and gives the result that is left for WORK_COMPLETE. */
async function work(
  script: string,
  workload = '',
  results: LaunchedJobsSettings['results'] = 'whole',
): Promise<string> {
  const settings = { command: ['sh', '-c', script], env: { PATH: process.env.PATH }, results };
  jobs = await LaunchedJobs.open(settings, (error) => void errors.push(error));
  const job = new Job({ type: 'JOB_ASSIGN', handle: 'H:1', functionName: 'f', data: Buffer.from(workload) }, line);
  const { end, result } = await jobs.run(job);
  return `${end} ${Buffer.from(result)}`;
}

describe('a command that a worker launches for a job', () => {
  it('gives the whole result at the end', async () => {
    expect(await work('cat; echo more', 'x')).toBe('complete xmore\n');
    expect(sent).toEqual([]);
  });

  it('gives what it wrote as data before it fails', async () => {
    expect(await work('echo partial; exit 3')).toBe('fail ');
    expect(sent).toEqual(['WORK_DATA partial\n', 'WORK_FAIL']);
  });

  it('fails without data if it wrote none', async () => {
    expect(await work('kill -KILL $$')).toBe('fail ');
    expect(sent).toEqual(['WORK_FAIL']);
  });

  it('gives each line as data, with its newline or without', async () => {
    expect(await work('printf "a\\n\\nb"', '', 'lines')).toBe('complete ');
    expect(sent).toEqual(['WORK_DATA a\n', 'WORK_DATA \n', 'WORK_DATA b']);
    sent = [];
    await jobs?.close();
    expect(await work('printf "a\\n\\nb"', '', 'bare-lines')).toBe('complete ');
    expect(sent).toEqual(['WORK_DATA a', 'WORK_DATA ', 'WORK_DATA b']);
  });

  it('gives a line as one, however long it is', async () => {
    await work('head -c 200000 /dev/zero; echo', '', 'lines');
    expect(sent.map((text) => text.length)).toEqual(['WORK_DATA '.length + 200_001]);
  });

  it('fails its job if it is not there, and says why', async () => {
    const settings = { command: ['/no/such/command'], env: {}, results: 'whole' } as const;
    jobs = await LaunchedJobs.open(settings, (error) => void errors.push(error));
    const job = new Job({ type: 'JOB_ASSIGN', handle: 'H:1', functionName: 'f', data: Buffer.of() }, line);
    expect((await jobs.run(job)).end).toBe('fail');
    expect(errors.map(({ code }) => code)).toEqual(['COMMAND_NOT_FOUND']);
    expect(sent).toEqual(['WORK_FAIL']);
  });
});
