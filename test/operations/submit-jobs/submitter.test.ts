import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Client } from '../../../src/client/client.js';
import {
  AbortedError,
  type GearctlError,
  InputDataError,
  JobLostError,
  NoServerError,
  ServerError,
  TimeoutError,
} from '../../../src/errors.js';
import { parseHaltRule } from '../../../src/operations/submit-jobs/halt-rule.js';
import type { JobReport } from '../../../src/operations/submit-jobs/job-report.js';
import type { JobRequest } from '../../../src/operations/submit-jobs/job-request.js';
import type { Ending, JobRun } from '../../../src/operations/submit-jobs/job-run.js';
import { Pace } from '../../../src/operations/submit-jobs/rate.js';
import { Submitter, type SubmitterOptions } from '../../../src/operations/submit-jobs/submitter.js';
import { Tally } from '../../../src/operations/submit-jobs/tally.js';
import type { Packet } from '../../../src/protocol/index.js';
import { type Script, ScriptedServer } from '../../support/scripted-server.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Keeps what it is told, and makes whoever tells it wait if it has a gate. */
class Notes implements JobReport {
  isFull = false;
  created: (run: JobRun) => void | Promise<void>;
  readonly lines: string[] = [];
  readonly endings: { run: JobRun; ending: Ending }[] = [];

  constructor(gate?: () => Promise<void>) {
    this.created = (run) => {
      this.lines.push(`created ${run.handle}`);
      return gate?.();
    };
  }

  started({ request }: JobRun): void {
    this.lines.push(`started ${request.seq}`);
  }

  reported(run: JobRun, event: { type: string }): void {
    this.lines.push(`${event.type} ${run.handle}`);
  }

  ended(run: JobRun, ending: Ending): void {
    this.lines.push(`${ending.outcome} ${run.request.seq}`);
    this.endings.push({ run, ending });
  }

  async finish(): Promise<void> {
    this.lines.push('finish');
  }

  get outcomes(): string[] {
    return this.endings.map(({ run, ending }) => `${run.request.seq} ${ending.outcome}`);
  }
}

function job(seq: number, fields: Partial<JobRequest> = {}): JobRequest {
  const workload = Buffer.from(`${seq}`);
  return {
    seq,
    functionName: 'f',
    workload,
    unique: undefined,
    priority: 'normal',
    background: false,
    runAt: undefined,
    ...fields,
  };
}

const jobs = (count: number, fields: Partial<JobRequest> = {}) =>
  Array.from({ length: count }, (_, index) => job(index + 1, fields));

async function* batchOf(...requests: JobRequest[]): AsyncGenerator<JobRequest[]> {
  yield requests;
}

function submitterFor(addresses: string[], options: Partial<SubmitterOptions> = {}, report = new Notes()) {
  const client = new Client({ servers: addresses, connectTimeoutMs: 1000 });
  closers.push(() => client.close());
  const tally = new Tally(() => 1);
  const submitter = new Submitter(client, report, tally, {
    foregroundJobs: 1,
    backgroundJobs: 1000,
    retries: 0,
    reducer: undefined,
    halt: undefined,
    pace: undefined,
    now: () => performance.now(),
    ...options,
  });
  return { submitter, report, tally };
}

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  closers.push(() => server.stop());
  return server;
}

/** Accepts each job and ends it with what `end` says, at once. */
function working(end: (workload: string, handle: string) => Packet = complete): Script {
  let handles = 0;
  return {
    SUBMIT_JOB: ({ data }, peer) => {
      const handle = `H:${++handles}`;
      peer.send({ type: 'JOB_CREATED', handle }, end(Buffer.from(data).toString(), handle));
    },
    SUBMIT_JOB_BG: (_packet, peer) => peer.send({ type: 'JOB_CREATED', handle: `H:${++handles}` }),
  };
}

function complete(workload: string, handle: string): Packet {
  return { type: 'WORK_COMPLETE', handle, data: Buffer.from(workload) };
}

/** Accepts each job and says nothing more. */
const accepting = (): Script => {
  let handles = 0;
  return { SUBMIT_JOB: (_packet, peer) => peer.send({ type: 'JOB_CREATED', handle: `H:${++handles}` }) };
};

describe('the submitter', () => {
  it('submits one job after the other and reports what becomes of each', async () => {
    const server = await serve(working());
    const { submitter, report, tally } = submitterFor([server.address]);
    await submitter.run(() => batchOf(...jobs(2)));
    expect(report.lines).toEqual([
      ...['started 1', 'created H:1', 'complete 1'],
      ...['started 2', 'created H:2', 'complete 2'],
    ]);
    expect(tally).toMatchObject({ submitted: 2, succeeded: 2, failed: 0 });
  });

  it('has so many foreground jobs under way as it may, and no more', async () => {
    let [under, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const server = await serve({
      SUBMIT_JOB: ({ data }, peer) => {
        const handle = `H:${Buffer.from(data)}`;
        under += 1;
        most = Math.max(most, under);
        peer.send({ type: 'JOB_CREATED', handle });
        waiting.push(() => {
          under -= 1;
          peer.send(complete('', handle));
        });
        // Only once three are there does one of them end.
        if (waiting.length === 3) waiting.shift()?.();
      },
    });
    const { submitter, report } = submitterFor([server.address], { foregroundJobs: 3 });
    const done = submitter.run(() => batchOf(...jobs(6)));
    await server.got('SUBMIT_JOB', 6);
    for (const end of waiting.splice(0)) end();
    await done;
    expect(most).toBe(3);
    expect(report.endings).toHaveLength(6);
  });

  it('waits for no background job, only for the server to accept it', async () => {
    const server = await serve(working());
    const { submitter, report, tally } = submitterFor([server.address]);
    await submitter.run(() => batchOf(...jobs(600, { background: true })));
    expect(server.packets('SUBMIT_JOB_BG')).toHaveLength(600);
    expect(tally.outcomes.accepted).toBe(600);
    expect(report.lines.at(-1)).toBe('accepted 600');
  });

  it('reads nothing more from the server while a report cannot be written', async () => {
    const gate = new AbortController();
    const opened = once(gate.signal, 'abort').then(() => undefined);
    const server = await serve(working());
    const { submitter, report, tally } = submitterFor(
      [server.address],
      { backgroundJobs: 8000 },
      new Notes(() => opened),
    );
    const done = submitter.run(() => batchOf(...jobs(8000, { background: true })));
    await server.got('SUBMIT_JOB_BG', 1000);
    expect(report.endings.length).toBeLessThan(8000);
    expect(server.packets('SUBMIT_JOB_BG').length).toBeLessThan(8000);
    gate.abort();
    await done;
    expect(tally.outcomes.accepted).toBe(8000);
  });

  it('submits no more while the report is full', async () => {
    const server = await serve(working());
    const { submitter, report } = submitterFor([server.address], { foregroundJobs: 2 });
    report.created = () => {
      report.isFull = report.lines.filter((line) => line.startsWith('started')).length >= 2;
    };
    report.ended = (run, ending) => {
      report.isFull = false;
      report.endings.push({ run, ending });
    };
    await submitter.run(() => batchOf(...jobs(4)));
    expect(report.outcomes).toEqual(['1 complete', '2 complete', '3 complete', '4 complete']);
  });

  it('goes on after a job has failed', async () => {
    const server = await serve(
      working((workload, handle) => (workload === '2' ? { type: 'WORK_FAIL', handle } : complete('', handle))),
    );
    const { submitter, report } = submitterFor([server.address]);
    await submitter.run(() => batchOf(...jobs(3)));
    expect(report.outcomes).toEqual(['1 complete', '2 fail', '3 complete']);
    expect(report.endings[1]?.ending.error?.message).toBe("job 2 (H:2) of 'f' failed");
  });

  it('keeps to a pace', async () => {
    const server = await serve(working());
    let turns = 0;
    const pace = new Pace(1, () => {
      turns += 1;
      return performance.now();
    });
    const { submitter, report } = submitterFor([server.address], { pace });
    await submitter.run(() => batchOf(...jobs(5)));
    expect(report.endings).toHaveLength(5);
    expect(turns).toBe(5);
  });
});

describe('the submitter without a server', () => {
  it('throws NoServerError when there was none from the start', async () => {
    const gone = await ScriptedServer.stoppedAddress();
    const { submitter, report } = submitterFor([gone], { foregroundJobs: 4 });
    await expect(submitter.run(() => batchOf(...jobs(9)))).rejects.toThrow(NoServerError);
    expect(report.endings).toEqual([]);
  });

  it('stops reading and counts what was not accepted when it goes away later', async () => {
    const server = await serve(working());
    const { submitter, tally } = submitterFor([server.address]);
    await submitter.run(async function* () {
      yield [job(1)];
      await expect.poll(() => tally.succeeded).toBe(1);
      await server.stop();
      yield jobs(6);
    });
    expect(tally.outcomes).toMatchObject({ complete: 1, lost: 1 });
    expect(tally.submitted).toBeLessThan(7);
  });
});

describe('a job that was lost', () => {
  /** Accepts a job and goes away the first `times` times, then works. */
  function failing(times: number): Script {
    const { SUBMIT_JOB: work } = working();
    let left = times;
    return {
      SUBMIT_JOB: (packet, peer) => {
        left -= 1;
        if (left < 0) return work?.(packet, peer);
        peer.send({ type: 'JOB_CREATED', handle: 'H:lost' });
        peer.close();
      },
    };
  }

  it('ends as lost, with its handle, however many retries there are: it may have run', async () => {
    const server = await serve(failing(1));
    const { submitter, report } = submitterFor([server.address], { retries: 3 });
    await submitter.run(() => batchOf(job(1)));
    const [first] = report.endings;
    expect(first?.ending).toMatchObject({ outcome: 'lost', error: expect.any(JobLostError) });
    expect(first?.ending.error?.message).toMatch(/^job 1 \(H:lost\) of 'f' was lost: /);
    expect(first?.run.attempts).toBe(1);
  });

  it('is submitted again if its unique ID makes both one', async () => {
    const server = await serve(failing(1));
    const { submitter, report } = submitterFor([server.address], { retries: 1 });
    await submitter.run(() => batchOf(job(1, { unique: 'key' })));
    expect(report.outcomes).toEqual(['1 complete']);
    expect(report.endings[0]?.run.attempts).toBe(2);
  });

  it('is not submitted more often than it may', async () => {
    const server = await serve(failing(9));
    const { submitter, report } = submitterFor([server.address], { retries: 2 });
    await submitter.run(() => batchOf(job(1, { unique: 'key' })));
    expect(report.outcomes).toEqual(['1 lost']);
    expect(server.packets('SUBMIT_JOB')).toHaveLength(3);
  });
});

describe('a job that the server refused', () => {
  function full(times: number): Script {
    const { SUBMIT_JOB_BG: work } = working();
    let left = times;
    return {
      SUBMIT_JOB_BG: (packet, peer) => {
        left -= 1;
        if (left < 0) work?.(packet, peer);
        else peer.send({ type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'Job queue is full' });
      },
    };
  }

  it('is lost, and the others are not', async () => {
    const server = await serve(full(1));
    const { submitter, report } = submitterFor([server.address]);
    await submitter.run(() => batchOf(...jobs(2, { background: true })));
    expect(report.outcomes).toEqual(['1 lost', '2 accepted']);
    expect(report.endings[0]?.ending.error).toBeInstanceOf(ServerError);
  });

  it('is submitted again, for it cannot have run', async () => {
    const server = await serve(full(1));
    const { submitter, report } = submitterFor([server.address], { retries: 1 });
    await submitter.run(() => batchOf(job(1, { background: true })));
    expect(report.outcomes).toEqual(['1 accepted']);
  });
});

describe('the submitter stops', () => {
  it('at what is wrong with the input, once the jobs before it have ended', async () => {
    const server = await serve(working());
    const { submitter, report } = submitterFor([server.address]);
    const wrong = new InputDataError('line 3');
    await submitter.run(async function* () {
      yield (function* () {
        yield* jobs(2);
        throw wrong;
      })();
    });
    expect(report.outcomes).toEqual(['1 complete', '2 complete']);
    expect(submitter.stopError).toBe(wrong);
  });

  it('with that error alone if there was no job before it', async () => {
    const gone = await ScriptedServer.stoppedAddress();
    const { submitter } = submitterFor([gone]);
    const wrong = new InputDataError('line 1');
    const run = submitter.run(async function* () {
      yield* [];
      throw wrong;
    });
    await expect(run).rejects.toBe(wrong);
  });

  it('by a rule, and lets the jobs under way end', async () => {
    const server = await serve(working((_workload, handle) => ({ type: 'WORK_FAIL', handle })));
    const halt = parseHaltRule('soon,fail=2');
    const { submitter, report } = submitterFor([server.address], { halt });
    await submitter.run(() => batchOf(...jobs(9)));
    expect(report.outcomes).toEqual(['1 fail', '2 fail']);
    expect(submitter.metHalt).toBe(halt);
  });

  it('by a rule, and gives the jobs under way up', async () => {
    const server = await serve({
      SUBMIT_JOB: ({ data }, peer) => {
        const handle = `H:${Buffer.from(data)}`;
        peer.send({ type: 'JOB_CREATED', handle });
        if (handle === 'H:3') peer.send(complete('', handle));
      },
    });
    const { submitter, report } = submitterFor([server.address], {
      foregroundJobs: 3,
      halt: parseHaltRule('now,success'),
    });
    await submitter.run(() => batchOf(...jobs(9)));
    expect(report.outcomes.sort()).toEqual(['1 unknown', '2 unknown', '3 complete']);
  });

  it.each<[GearctlError, string]>([
    [new TimeoutError('too late'), 'timeout'],
    [new AbortedError('stopped by SIGINT'), 'unknown'],
  ])('when it is told to: %s makes the jobs under way %s', async (reason, outcome) => {
    const server = await serve(accepting());
    const { submitter, report } = submitterFor([server.address], { foregroundJobs: 2 });
    const done = submitter.run(() => batchOf(...jobs(5)));
    await expect.poll(() => [...submitter.foreground].filter(({ handle }) => handle).length).toBe(2);
    expect(submitter.running).toBe(2);
    submitter.giveUp(reason);
    await done;
    expect(report.outcomes).toEqual([`1 ${outcome}`, `2 ${outcome}`]);
    expect(submitter.stopError).toBe(reason);
    expect(submitter.running).toBe(0);
  });

  it('when it is told to, though a server neither reads nor answers', async () => {
    const server = await serve({ OPTION_REQ: (_packet, peer) => peer.pause() });
    const { submitter, report } = submitterFor([server.address]);
    const workload = Buffer.alloc(4 * 1024 * 1024);
    const done = submitter.run(() => batchOf(...jobs(50, { workload, background: true })));
    await server.got('OPTION_REQ');
    await expect.poll(() => submitter.running).toBeGreaterThan(0);
    expect(submitter.running).toBeLessThan(10);
    submitter.giveUp(new AbortedError('stopped by SIGINT'));
    await done;
    expect(report.endings.length).toBeLessThan(10);
  });

  it('when it is told to while a job waits to be tried again', async () => {
    const gone = await ScriptedServer.stoppedAddress();
    const { submitter, report } = submitterFor([gone], { retries: 1000 });
    const done = submitter.run(() => batchOf(job(1)));
    await expect.poll(() => [...submitter.foreground].some(({ attempts }) => attempts > 0)).toBe(true);
    submitter.giveUp(new TimeoutError('too late'));
    await done;
    expect(report.outcomes).toEqual(['1 timeout']);
  });
});
