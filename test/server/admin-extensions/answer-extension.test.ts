import { beforeEach, describe, expect, it } from 'vitest';
import { bytes } from '../job-queue/queue-stage.js';
import { ExtensionStage } from './extension-stage.js';

let stage: ExtensionStage;
beforeEach(() => {
  stage = new ExtensionStage();
});

describe('an extension', () => {
  it.each(['status', 'show', 'statsx', '', 'tostring', 'jobs'])('is not %j', (line) => {
    expect(stage.text(line)).toBeUndefined();
  });

  it('is known in any case', () => {
    expect(stage.document('STATS').schema).toBe('gearctl/stats/1');
  });

  it.each([
    ['result', 'ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+result\r\n'],
    ['peek', 'ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+peek\r\n'],
    ['result H:none:1', 'ERR UNKNOWN_JOB\r\n'],
    ['peek H:none:1', 'ERR UNKNOWN_JOB\r\n'],
    ['jobs * 0', 'ERR INVALID_ARGUMENTS The+limit+is+no+number+from+1+to+10000\r\n'],
    ['jobs * 10001', 'ERR INVALID_ARGUMENTS The+limit+is+no+number+from+1+to+10000\r\n'],
    ['jobs f many', 'ERR INVALID_ARGUMENTS The+limit+is+no+number+from+1+to+10000\r\n'],
  ])('%j is refused', (line, reply) => {
    expect(stage.text(line)).toBe(reply);
  });
});

describe('jobs', () => {
  it('tells all that is known of each job, the oldest first', () => {
    const client = stage.join();
    const workload = bytes('12345');
    stage.submit(client, 'sent', { unique: 'u', priority: 'high', background: true, workload });
    stage.submit(client, 'sent', { runAtEpochMs: 1_009_000, background: true });
    stage.submit(client, 'other');
    stage.pass(1500);
    stage.submit(client, 'sent', { background: true });
    const worker = stage.worker('sent');
    worker.clientId = 'host/sent.1';
    const handle = stage.grabHandle(worker) ?? '';
    stage.perform(
      stage.queue.reports.status(worker, { type: 'WORK_STATUS', handle, numerator: '3', denominator: '10' }),
    );
    stage.pass(500);
    stage.cancel('H:test:4');

    const { jobs, ...rest } = stage.document('jobs *');
    expect(rest).toEqual({
      schema: 'gearctl/job-list/1',
      time: '1970-01-01T00:16:42.000Z',
      total: 4,
      truncated: false,
    });
    const waiting = { unique: null, ignored: false, run_at: null, run_time: null, worker: null, progress: null };
    expect(jobs).toEqual([
      {
        handle: 'H:test:1',
        function: 'sent',
        unique: 'u',
        priority: 'high',
        state: 'running',
        ignored: false,
        background: true,
        age: 2,
        run_at: null,
        run_time: 0.5,
        attempts: 1,
        worker: { id: 'host/sent.1', address: '127.0.0.1' },
        size: 5,
        progress: { numerator: 3, denominator: 10 },
      },
      {
        ...waiting,
        handle: 'H:test:2',
        function: 'sent',
        priority: 'normal',
        state: 'delayed',
        background: true,
        age: 2,
        run_at: '1970-01-01T00:16:49.000Z',
        attempts: 0,
        size: 0,
      },
      {
        ...waiting,
        handle: 'H:test:3',
        function: 'other',
        priority: 'normal',
        state: 'queued',
        background: false,
        age: 2,
        attempts: 0,
        size: 0,
      },
      {
        ...waiting,
        handle: 'H:test:4',
        function: 'sent',
        priority: 'normal',
        state: 'cancelled',
        ignored: true,
        background: true,
        age: 0.5,
        attempts: 0,
        size: 0,
      },
    ]);
  });

  it('counts a lost worker as an attempt', () => {
    stage.submit(stage.join(), 'f', { background: true });
    const worker = stage.worker('f');
    stage.grabHandle(worker);
    stage.leave(worker);
    expect(stage.document('jobs *').jobs).toMatchObject([{ state: 'queued', attempts: 1, worker: null }]);
    stage.grabHandle(stage.worker('f'));
    expect(stage.document('jobs *').jobs).toMatchObject([
      { state: 'running', attempts: 2, worker: { id: null, address: '127.0.0.1' } },
    ]);
  });

  it('are those of one function, up to a limit, and say how many there are', () => {
    const client = stage.join();
    for (let number = 0; number < 6; number++) stage.submit(client, number % 2 === 0 ? 'even' : 'odd');
    const handles = (line: string) => stage.document(line).jobs.map(({ handle }) => handle);
    expect(handles('jobs odd')).toEqual(['H:test:2', 'H:test:4', 'H:test:6']);
    expect(stage.document('jobs odd')).toMatchObject({ total: 3, truncated: false });
    expect(handles('jobs odd 2')).toEqual(['H:test:2', 'H:test:4']);
    expect(stage.document('jobs odd 2')).toMatchObject({ total: 3, truncated: true });
    expect(handles('jobs * 1')).toEqual(['H:test:1']);
    expect(stage.document('jobs * 1')).toMatchObject({ total: 6, truncated: true });
    expect(stage.document('jobs nobody')).toMatchObject({ total: 0, truncated: false, jobs: [] });
  });

  it('are at most a thousand unless more are asked for', () => {
    const client = stage.join();
    for (let number = 0; number < 1100; number++) stage.submit(client, 'f', { background: true });
    expect(stage.document('jobs *').jobs).toHaveLength(1000);
    expect(stage.document('jobs *')).toMatchObject({ total: 1100, truncated: true });
    expect(stage.document('jobs * 1100').jobs).toHaveLength(1100);
  });

  it('are text where names are UTF-8, and Base64 where they are not', () => {
    const client = stage.join();
    stage.submit(client, Buffer.from('größe').toString('latin1'), { unique: '\xff' });
    expect(stage.document('jobs *').jobs).toMatchObject([{ function: 'größe', unique_base64: '/w==' }]);
    expect(stage.document('jobs *').jobs[0]).not.toHaveProperty('unique');
  });

  it('show the year 9999 for a time that is later', () => {
    stage.submit(stage.join(), 'f', { background: true, runAtEpochMs: 1e18 });
    expect(stage.document('jobs *').jobs).toMatchObject([{ state: 'delayed', run_at: '9999-12-31T23:59:59.999Z' }]);
  });
});

describe('peek', () => {
  it('shows a job and its workload', () => {
    const handle = stage.handleOf(stage.join(), 'f', { background: true, workload: bytes('line\none') });
    const { job, ...rest } = stage.document(`peek ${handle}`);
    expect(rest).toEqual({
      schema: 'gearctl/peek/1',
      time: '1970-01-01T00:16:40.000Z',
      truncated: false,
      data: 'line\none',
    });
    expect(job).toEqual(stage.document('jobs *').jobs[0]);
  });

  it('shows bytes in Base64, and of many the first 64 KiB', () => {
    const workload = new Uint8Array(70_000).fill(255);
    const handle = stage.handleOf(stage.join(), 'f', { background: true, workload });
    const peeked = stage.document(`peek ${handle}`);
    expect(peeked).toMatchObject({ truncated: true, job: { size: 70_000 } });
    expect(peeked.data_base64).toBe(Buffer.alloc(65_536, 255).toString('base64'));
  });
});

describe('result', () => {
  it('tells how a job ended and what it came to', () => {
    const handle = stage.handleOf(stage.join(), 'f', { unique: 'u', background: true });
    const worker = stage.worker('f');
    stage.pass(1000);
    stage.grabHandle(worker);
    stage.pass(250);
    expect(stage.text(`result ${handle}`)).toBe('ERR JOB_NOT_OVER The+job+waits+or+runs\r\n');
    stage.complete(worker, handle, bytes('done'));
    expect(stage.document(`result ${handle}`)).toEqual({
      schema: 'gearctl/result/1',
      handle,
      function: 'f',
      unique: 'u',
      priority: 'normal',
      background: true,
      outcome: 'complete',
      queued: '1970-01-01T00:16:40.000Z',
      started: '1970-01-01T00:16:41.000Z',
      finished: '1970-01-01T00:16:41.250Z',
      duration: 0.25,
      attempts: 1,
      worker: { id: null, address: '127.0.0.1' },
      bytes: 4,
      truncated: false,
      data: 'done',
    });
  });

  it('has neither start nor worker where a job was cancelled before anybody got it', () => {
    const handle = stage.handleOf(stage.join(), 'f', { background: true });
    stage.cancel(handle);
    expect(stage.document(`result ${handle}`)).toMatchObject({
      outcome: 'cancelled',
      started: null,
      duration: null,
      worker: null,
      bytes: 0,
      data: '',
    });
  });

  it('says that outcomes are not kept where they are not', () => {
    const text = stage.text('result H:test:1', { journal: undefined });
    expect(text).toBe('ERR RESULTS_NOT_KEPT The+server+keeps+no+outcomes+of+jobs\r\n');
  });
});
