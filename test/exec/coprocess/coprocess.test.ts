import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AbortedError, CommandNotFoundError, SystemError } from '../../../src/errors.js';
import { until } from '../../support/until.js';
import { livingIn } from '../slot-fixture.js';
import { coprocessFixture, puppet } from './coprocess-fixture.js';

const { open } = coprocessFixture();

/** Signals by number, as the puppet takes them. */
const [KILL, SEGV] = [9, 11];

describe('a co-process', () => {
  it('does job after job in one process', async () => {
    const { run } = await open();
    expect(await run('echo hello')).toEqual({ type: 'complete', data: 'hello' });
    const { data: pid } = await run('pid');
    expect(await run('pid')).toEqual({ type: 'complete', data: pid });
  });

  it('tells it of a job: its facts, its deadline, and the data last', async () => {
    const { run } = await open();
    const before = Date.now() / 1000;
    const { data } = await run('facts', { facts: { handle: 'H:a:1', unique: 'ü"' }, timeoutMs: 60_000 });
    const message = JSON.parse(`${data}`);
    expect(Object.keys(message)).toEqual(['type', 'id', 'handle', 'unique', 'deadline', 'data']);
    expect(message).toMatchObject({ type: 'job', id: 1, handle: 'H:a:1', unique: 'ü"', data: 'facts' });
    expect(message.deadline - before).toBeGreaterThanOrEqual(60);
    expect(message.deadline - before).toBeLessThan(70);
  });

  it('is told in hello what its settings have for it', async () => {
    const script = 'read -r line; echo "$line" >&2; echo \'{"type":"ready","version":1}\'; read -r line';
    const { stderr } = await open({ command: ['sh', '-c', script], hello: { functions: ['f'], slot: 3 } });
    await until(() => stderr().endsWith('\n'));
    expect(stderr()).toBe('{"type":"hello","version":1,"functions":["f"],"slot":3}\n');
  });

  it('passes on what a job says on its way, in order', async () => {
    const { run } = await open();
    const heard: unknown[] = [];
    const words = ['progress","done":3,"total":10', 'data","data":"part', 'warning","data":"careful'];
    const messages = words.map((word) => `{"id":$id,"type":"${word}${word.includes('total') ? '' : '"'}}`);
    const end = await run(`say ${[...messages, '{"id":$id,"type":"complete","data":"end"}'].join('\n')}`, {
      onProgress: (done, total) => void heard.push([done, total]),
      onData: (bytes) => void heard.push(`data ${bytes}`),
      onWarning: (bytes) => void heard.push(`warning ${bytes}`),
    });
    expect(heard).toEqual([[3, 10], 'data part', 'warning careful']);
    expect(end).toEqual({ type: 'complete', data: 'end' });
  });

  it.each([
    ['{"type":"fail","id":$id,"message":"no such image"}', { type: 'fail', message: 'no such image' }],
    ['{"type":"exception","id":$id,"data":"trace"}', { type: 'exception', data: 'trace' }],
    ['{"type":"retry","id":$id,"after":2.5}', { type: 'retry', afterMs: 2500 }],
    ['{"type":"retry","id":$id}', { type: 'retry', afterMs: undefined }],
    ['{"type":"complete","id":$id}', { type: 'complete', data: '' }],
  ])('ends a job with %s', async (message, end) => {
    const { run } = await open();
    expect(await run(`say ${message}`)).toEqual(end);
  });

  it('fails a job whose end is told wrongly, and goes on', async () => {
    const { run, log } = await open();
    const message = 'the co-process sent complete with data that is no string';
    expect(await run('say {"type":"complete","id":$id,"data":7}')).toEqual({ type: 'fail', message });
    expect(await run('echo next')).toEqual({ type: 'complete', data: 'next' });
    expect(log).toEqual(['warning a message that is wrong: complete with data that is no string']);
  });

  it('refuses a workload that is no UTF-8 where the process wants text', async () => {
    const { run } = await open();
    const message = 'the workload is no UTF-8, which the co-process has asked for';
    expect(await run(Uint8Array.of(0xff, 0xfe))).toEqual({ type: 'fail', message });
  });

  it('has as many jobs in flight as it says it can do, and the others wait', async () => {
    const { run, coprocess } = await open({ command: puppet(2) });
    const cancel = new AbortController();
    const stuck = ['hang a', 'hang b'].map((data) => run(data, { signal: cancel.signal }));
    const third = run('echo third');
    await until(() => coprocess.status.jobsWaiting === 1 && coprocess.status.process?.jobsInFlight === 2);
    cancel.abort();
    expect(await Promise.all([...stuck, third])).toMatchObject([
      { type: 'cancelled' },
      { type: 'cancelled' },
      { type: 'complete', data: 'third' },
    ]);
  });

  it('logs what is no message, what it says in log, and gives what it writes to stderr', async () => {
    const { run, log, stderr } = await open();
    await run('say oops\n\n{"type":"log","level":"error","message":"disk"}\n{"type":"complete","id":$id}');
    await run('stderr hello');
    await until(() => stderr() === 'hello\n');
    expect(log).toEqual(['warning no message: oops', 'error disk']);
  });

  it('fails the jobs in flight for what is no message when it is to be strict', async () => {
    const { run } = await open({ isStrict: true });
    const end = await run('say oops\n{"type":"complete","id":$id,"data":"x"}');
    expect(end).toEqual({ type: 'fail', message: 'no message: oops' });
    expect(await run('echo fine')).toEqual({ type: 'complete', data: 'fine' });
  });

  it('is not there when its command is not', async () => {
    await expect(open({ command: ['gearctl-no-such-command'] })).rejects.toThrow(CommandNotFoundError);
  });

  it('can be opened no more once the wait for it was aborted', async () => {
    const abort = new AbortController();
    const opening = open({ command: puppet(1, 'mute') }, abort.signal);
    abort.abort();
    await expect(opening).rejects.toThrow(AbortedError);
  });
});

describe('a co-process that dies', () => {
  it('is started anew, and its job ends with how it died', async () => {
    const { run, log } = await open();
    const message = 'co-process died (SIGSEGV)';
    expect(await run(`kill ${SEGV}`)).toEqual({ type: 'died', message, blame: 'sole', deaths: 1, isPoison: false });
    expect(await run('echo hello')).toEqual({ type: 'complete', data: 'hello' });
    expect(log).toEqual(['error the co-process died (SIGSEGV)']);
  });

  it('has its job known as poison at the second death', async () => {
    const { run } = await open();
    await run('exit 3', { key: 'poison' });
    const end = await run('exit 3', { key: 'poison' });
    expect(end).toMatchObject({ type: 'died', message: 'co-process died (exit 3)', deaths: 2, isPoison: true });
  });

  it('forgets the death of a job that another process has done', async () => {
    const { run } = await open();
    await run('exit 3', { key: 'unlucky' });
    await run('echo fine', { key: 'unlucky' });
    expect(await run('exit 3', { key: 'unlucky' })).toMatchObject({ deaths: 1, isPoison: false });
  });

  it('blames nobody alone when several jobs were in flight, and then runs them one by one', async () => {
    const { run, coprocess } = await open({ command: puppet(4) });
    const first = [run('hang', { key: 'a' }), run('hang', { key: 'b' }), run(`kill ${KILL}`, { key: 'c' })];
    for (const end of await Promise.all(first)) expect(end).toMatchObject({ type: 'died', blame: 'shared', deaths: 1 });
    const again = [run(`kill ${KILL}`, { key: 'c' }), run('echo a', { key: 'a' }), run('echo b', { key: 'b' })];
    expect(await Promise.all(again)).toMatchObject([
      { type: 'died', blame: 'sole', isPoison: true },
      { type: 'complete', data: 'a' },
      { type: 'complete', data: 'b' },
    ]);
    expect(coprocess.status.process?.jobs).toBe(2);
  });

  it('takes with it whom it has started', async () => {
    const script = `sleep 60 & echo '{"type":"ready","version":1}'; read -r hello; read -r job; kill -9 $$`;
    const { run, coprocess } = await open({ command: ['sh', '-c', script] });
    const group = coprocess.status.process?.pid ?? 0;
    expect(livingIn(group)).toHaveLength(2);
    expect(await run('x')).toMatchObject({ type: 'died', message: 'co-process died (SIGKILL)' });
    await until(() => livingIn(group).length === 0);
  });

  it('has not died when it exits with 0 between jobs: the next one is started at once', async () => {
    const { run, log, coprocess } = await open();
    for (let time = 0; time < 7; time++) {
      expect(await run('leave')).toEqual({ type: 'complete', data: 'bye' });
      await until(() => log.length === time + 1);
    }
    expect(log[6]).toBe('info the co-process has ended (exit 0)');
    await until(() => coprocess.status.state === 'serving');
  });

  it('is given up after five crashes within a minute, with all jobs that wait', async () => {
    const { run, coprocess } = await open();
    const crashes = [1, 2, 3, 4, 5].map((exit) => run(`exit ${exit}`));
    const sixth = run('echo late');
    expect((await Promise.all(crashes)).map(({ type }) => type)).toEqual(Array(5).fill('died'));
    const { type, error } = await sixth;
    expect(type).toBe('given-up');
    expect(error).toBeInstanceOf(SystemError);
    expect((error as Error).message).toBe('the co-process died again and again (exit 5)');
    expect(await run('echo later')).toMatchObject({ type: 'given-up' });
    expect(coprocess.status.state).toBe('given-up');
  });

  it('cannot be opened when it crashes before it is ready', async () => {
    await expect(open({ command: puppet(1, 'crash') })).rejects.toThrow('the co-process died again and again (exit 1)');
  });

  it('cannot be opened when it does not say in time that it is ready', async () => {
    await expect(open({ command: puppet(1, 'mute'), readyWithinMs: 100 })).rejects.toThrow(
      'it was not ready within 0.1 s',
    );
  });

  it('is ended when it closes its stdin', async () => {
    const { run, stderr } = await open({ command: puppet(2) });
    const deaf = run('deaf');
    await until(() => stderr() === 'deaf\n');
    expect(await run('echo unheard')).toMatchObject({ type: 'died', message: 'co-process died (it closed its stdin)' });
    expect((await deaf).type).toBe('died');
  });

  it('is ended when it closes its stdout', async () => {
    const { run } = await open();
    const message = 'co-process died (it closed its stdout)';
    expect(await run('mute')).toMatchObject({ type: 'died', message });
  });
});

describe('a job that takes too long', () => {
  it('is cancelled, and what the process answers to that does not count', async () => {
    const { run } = await open();
    expect(await run('hang', { timeoutMs: 50 })).toEqual({ type: 'timed-out', limit: 'timeout' });
    expect(await run('hang', { idleTimeoutMs: 50 })).toEqual({ type: 'timed-out', limit: 'idle' });
    expect(await run('pid')).toMatchObject({ type: 'complete' });
  });

  it('has its process killed when that does not hear, and the other jobs are not to blame', async () => {
    const { run, coprocess } = await open({ command: puppet(2, 'ignore') });
    const other = run('hang', { key: 'other' });
    expect(await run('hang', { timeoutMs: 50 })).toEqual({ type: 'timed-out', limit: 'timeout' });
    const message = 'co-process died (job 2 had not ended 0.2 s after it was cancelled)';
    expect(await other).toEqual({ type: 'died', message, blame: 'none', deaths: 0, isPoison: false });
    await until(() => coprocess.status.state === 'serving');
  });

  it('may have its deadline extended by the process', async () => {
    const { run } = await open();
    const startedMs = performance.now();
    await run('say {"type":"extend","id":$id,"seconds":2}', { timeoutMs: 1500 });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1999);
  });

  it('is not idle while its process speaks of it', async () => {
    const script = `read -r h; echo '{"type":"ready","version":1}'; read -r job
      for i in 1 2 3 4 5 6; do sleep 0.4; echo '{"type":"progress","id":1,"done":1,"total":6}'; done
      echo '{"type":"complete","id":1,"data":"done"}'; read -r end`;
    const { run } = await open({ command: ['sh', '-c', script] });
    expect(await run('x', { idleTimeoutMs: 2000 })).toEqual({ type: 'complete', data: 'done' });
  });

  it('is cancelled when its signal aborts, also while it waits', async () => {
    const { run } = await open();
    const [first, second] = [new AbortController(), new AbortController()];
    const flying = run('hang', { signal: first.signal });
    const waiting = run('echo x', { signal: second.signal });
    second.abort();
    expect(await waiting).toEqual({ type: 'cancelled' });
    first.abort();
    expect(await flying).toEqual({ type: 'cancelled' });
    expect(await run('echo x', { signal: first.signal })).toEqual({ type: 'cancelled' });
  });

  it('is cancelled when its taker throws', async () => {
    const { run } = await open();
    const error = new Error('enough');
    const onData = () => {
      throw error;
    };
    expect(await run('say {"type":"data","id":$id,"data":"x"}', { onData })).toEqual({ type: 'refused', error });
  });
});

describe('a co-process that is worn', () => {
  it('is replaced after so many jobs, and never without one that is ready', async () => {
    const { run, coprocess } = await open({ maxJobs: 2 });
    const { data: old } = await run('pid');
    await until(async () => {
      expect(coprocess.status.process).toBeDefined();
      return (await run('pid')).data !== old;
    });
    expect(coprocess.status.process?.jobs).toBe(1);
  });

  it('lets its jobs come to their end', async () => {
    const { run, coprocess } = await open({ command: puppet(2), maxJobs: 2 });
    const old = coprocess.status.process?.pid ?? 0;
    const cancel = new AbortController();
    const slow = run('hang', { signal: cancel.signal });
    await run('echo x');
    await until(() => coprocess.status.process?.pid !== old);
    expect(livingIn(old)).toEqual([old]);
    cancel.abort();
    expect(await slow).toEqual({ type: 'cancelled' });
    await until(() => livingIn(old).length === 0);
  });

  it('is followed by the new one that is on its way when it dies before that is ready, and by no other', async () => {
    const slow = `echo start >&2; read -r hello; [ -e $DIRECTORY/old ] && sleep 1; : >$DIRECTORY/old
      echo '{"type":"ready","version":1}'; id=0
      while read -r job; do
        case $job in *die*) exit 3 ;; esac
        id=$((id + 1)); echo '{"type":"complete","id":'$id'}'
      done`;
    const DIRECTORY = mkdtempSync(join(tmpdir(), 'gearctl-test-'));
    onTestFinished(() => rmSync(DIRECTORY, { recursive: true }));
    const env = { PATH: process.env.PATH, DIRECTORY };
    const { run, coprocess, stderr } = await open({ command: ['sh', '-c', slow], env, maxJobs: 2 });
    await run('x');
    await run('y');
    expect(coprocess.status.state).toBe('replacing');
    await until(() => stderr() === 'start\nstart\n');
    expect(await run('die')).toMatchObject({ type: 'died', message: 'co-process died (exit 3)' });
    expect(await run('z')).toEqual({ type: 'complete', data: '' });
    expect(stderr()).toBe('start\nstart\n');
  });

  it('is replaced when it is old', async () => {
    const { coprocess } = await open({ maxAgeMs: 1 });
    const old = coprocess.status.process?.pid;
    await until(() => coprocess.status.process?.pid !== old);
  });

  it('is replaced when it has too much memory', async () => {
    const { run, coprocess } = await open({ maxRssBytes: 60_000_000 });
    const old = coprocess.status.process?.pid;
    await run('grow 80000000');
    await until(() => coprocess.status.process?.pid !== old);
  });
});

describe('a co-process that misbehaves', () => {
  it.each([
    ['no message, without an end', 'x'],
    ['the begin of a message, without an end', '{'],
  ])('is held to a bound when it writes %s', async (_, letter) => {
    const { run } = await open({ maxMessageBytes: 1_000_000 });
    const before = process.memoryUsage().rss;
    const end = await run(`babble ${letter}`, { timeoutMs: 500 });
    expect(end.type).toBe(letter === '{' ? 'died' : 'timed-out');
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('keeps no more in memory than its jobs when it does not read', async () => {
    const { run, coprocess } = await open();
    const cancels = Array.from({ length: 100 }, () => new AbortController());
    const ends = cancels.map(({ signal }) => run('stall', { signal }));
    await until(() => coprocess.status.jobsWaiting === 99 && coprocess.status.process?.jobsInFlight === 1);
    for (const cancel of cancels) cancel.abort();
    for (const end of await Promise.all(ends)) expect(end).toEqual({ type: 'cancelled' });
  });
});

describe('the end of a co-process', () => {
  it('comes by itself when it is told to, and is waited for', async () => {
    const { coprocess } = await open();
    const pid = coprocess.status.process?.pid ?? 0;
    await coprocess.close();
    expect(livingIn(pid)).toEqual([]);
    expect(coprocess.status.state).toBe('stopping');
  });

  it('is a KILL for one that does not hear', async () => {
    const { coprocess } = await open({ command: puppet(1, 'ignore') });
    const pid = coprocess.status.process?.pid ?? 0;
    await coprocess.close();
    expect(livingIn(pid)).toEqual([]);
  });

  it('cancels what waits and lets what is in flight end', async () => {
    const { run, coprocess } = await open({ killAfterMs: 10_000 });
    const [flying, waiting] = [run('echo x'), run('echo y')];
    const closed = coprocess.close();
    expect(await waiting).toEqual({ type: 'cancelled' });
    expect(await flying).toEqual({ type: 'complete', data: 'x' });
    await closed;
    expect(await run('echo z')).toEqual({ type: 'cancelled' });
  });

  it('can be had at once', async () => {
    const { run, coprocess } = await open({ killAfterMs: 60_000 });
    const stalled = run('stall');
    coprocess.kill();
    expect(await stalled).toEqual({ type: 'cancelled' });
    await coprocess.close();
  });
});
