import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CommandNotExecutableError, CommandNotFoundError, NameError, UsageError } from '../../../src/errors.js';
import { livingIn } from '../../exec/slot-fixture.js';
import { runForeignClient } from '../../support/foreign-peers.js';
import { reports, script, workerFixture } from './worker-fixture.js';

const { work, client, gearmand } = workerFixture();

/** Submits a job and gives all that its worker reports, as text. */
const reportsOf = (functionName: string, workload = 'hello') => reports(client().submit(functionName, workload));

describe('a job', () => {
  it('gives what its command wrote, and has its workload on stdin', async () => {
    await work('upper', { action: script('tr a-z A-Z') });
    expect(await reportsOf('upper')).toEqual(['complete HELLO']);
  });

  it('is complete when its command reads nothing of a large workload', async () => {
    await work('lazy', { action: script('echo done') });
    expect(await reportsOf('lazy', 'x'.repeat(1_000_000))).toEqual(['complete done\n']);
  });

  it('goes through its command both ways at once, whatever its size', async () => {
    await work('cat');
    const workload = randomBytes(100_000_000);
    const result = await client().run('cat', workload);
    expect(Buffer.compare(result, workload)).toBe(0);
  });

  it('comes from the client of gearmand with the same bytes', async () => {
    await work('cat-c');
    const workload = randomBytes(300_000);
    const { stdout, exitCode } = await runForeignClient('c', gearmand().port, 'cat-c', workload);
    expect(exitCode).toBe(0);
    expect(stdout.equals(workload)).toBe(true);
  });

  it('streams a large result while its command writes, and sends a small one at the end', async () => {
    await work('zeros', { action: script('head -c $(cat) /dev/zero') });
    const sizes = async (bytes: number) =>
      (await reportsOf('zeros', `${bytes}`)).map((report) => [report.split(' ')[0], report.length]);
    expect(await sizes(262_144)).toEqual([['complete', 262_144 + 9]]);
    expect(await sizes(262_145)).toEqual([...Array(4).fill(['data', 65_536 + 5]), ['complete', 1 + 9]]);
  });

  it('finds in its environment what it is', async () => {
    const names = 'GEARMAN_JOB_FUNCTION GEARMAN_JOB_UNIQUE GEARMAN_JOB_SERVER GEARMAN_JOB_SIZE GEARMAN_JOB_TIMEOUT';
    const worker = 'GEARMAN_WORKER_ID GEARMAN_WORKER_SLOT GEARMAN_WORKER_PID';
    await work('env', {
      id: 'web2',
      action: script(`for name in ${names} ${worker}; do eval echo "\\$$name"; done`, { timeoutMs: 5000 }),
    });
    const [result] = await reports(client().submit('env', 'hello', { unique: 'img-17' }));
    expect(result).toBe(`complete ${['env', 'img-17', gearmand().address, 5, 5, 'web2', 1, process.pid].join('\n')}\n`);
  });

  it('is told of in the log, with all that its command wrote to stderr', async () => {
    const { events } = await work('told', { action: script('cat; echo one >&2; printf two > /dev/stderr') });
    const { handle } = await client().submit('told', 'hello', { unique: 'u' }).created;
    await client().run('told', 'hello');
    const job = { functionName: 'told', handle, unique: 'u', server: gearmand().address, slot: 1 };
    expect(events.slice(1, 5)).toEqual([
      { type: 'start', job },
      { type: 'stderr', job, line: 'one' },
      { type: 'stderr', job, line: 'two' },
      {
        ...{ type: 'end', job, end: 'complete', exitCode: 0, signal: null, message: '' },
        ...{ durationMs: expect.any(Number), bytesIn: 5, bytesOut: 5 },
      },
    ]);
  });
});

describe('a job whose command fails', () => {
  it('gives what it wrote, then the end of its stderr with the exit status as a warning, and fails', async () => {
    const { last } = await work('exit', { action: script('echo out; echo oops >&2; exit 3') });
    expect(await reportsOf('exit')).toEqual(['data out\n', 'warning oops\nexit 3\n', 'fail']);
    expect(last('end')).toMatchObject({ end: 'fail', exitCode: 3, signal: null, message: 'exit 3   oops' });
  });

  it('keeps the last 4 KiB of stderr for the warning', async () => {
    await work('chatty', { action: script('seq 10000 >&2; exit 1') });
    const [warning] = await reportsOf('chatty');
    expect(warning).toHaveLength('warning '.length + 4096 + 'exit 1\n'.length);
    expect(warning).toMatch(/9999\n10000\nexit 1\n$/);
  });

  it('is told which signal killed it', async () => {
    const { last } = await work('crash', { action: script('kill -SEGV $$') });
    expect(await reportsOf('crash')).toEqual(['warning killed by SIGSEGV\n', 'fail']);
    expect(last('end')).toMatchObject({ end: 'fail', exitCode: null, signal: 'SIGSEGV' });
  });

  it('may end with an exception that says why, and with nothing else', async () => {
    await work('except', { action: script('echo oops >&2; exit 3', { exceptions: true }) });
    expect(await reportsOf('except')).toEqual(['exception oops\nexit 3\n']);
  });

  it('is a failure for the client of gearmand, which sees the warning', async () => {
    await work('exit-c', { action: script('echo oops >&2; exit 3') });
    const { stderr, exitCode } = await runForeignClient('c', gearmand().port, 'exit-c', Buffer.from('x'));
    expect(stderr).toContain('oops\nexit 3\n');
    expect(exitCode).toBe(1);
  });

  it('fails when it writes more than may be kept', async () => {
    await work('flood', {
      action: script('yes', { stdout: 'complete', outputLimit: { maxOutputBytes: 100_000, onExcess: 'fail' } }),
    });
    expect(await reportsOf('flood')).toEqual(['warning the command wrote more than 100000 bytes\n', 'fail']);
  });
});

describe('a job whose command takes too long', () => {
  it('is ended with all its processes, and fails', async () => {
    await work('slow', { action: script('echo $$; sleep 1000 & sleep 1000', { timeoutMs: 200 }) });
    const [group, ...ending] = await reportsOf('slow');
    expect(ending).toEqual(['warning timed out after 0.2s\n', 'fail']);
    expect(livingIn(Number(group?.slice('data '.length)))).toEqual([]);
  });

  it('is killed when it does not listen', async () => {
    await work('deaf', {
      action: script('trap "" TERM; echo $$; while :; do sleep 1; done', { timeoutMs: 200 }),
    });
    const [group, ...ending] = await reportsOf('deaf');
    expect(ending).toEqual(['warning timed out after 0.2s\n', 'fail']);
    expect(livingIn(Number(group?.slice('data '.length)))).toEqual([]);
  });
});

describe('several slots', () => {
  it('run as many jobs at a time, each with a number of its own', async () => {
    await work('meet', { slots: 3, action: script('echo $GEARMAN_WORKER_SLOT; kill -STOP $$', { timeoutMs: 300 }) });
    const all = await Promise.all(['a', 'b', 'c'].map((workload) => reportsOf('meet', workload)));
    expect(all.map(([slot]) => slot).sort()).toEqual(['data 1\n', 'data 2\n', 'data 3\n']);
  });
});

describe('a worker that cannot be', () => {
  it('is refused before anything is connected', async () => {
    const worker = { servers: '127.0.0.1:1' };
    await expect(work('f', { worker, action: { command: ['no-such-command'] } })).rejects.toThrow(CommandNotFoundError);
    await expect(work('f', { worker, action: { command: ['/'] } })).rejects.toThrow(CommandNotExecutableError);
    await expect(work('f', { worker, action: { cwd: '/no/such/directory' } })).rejects.toThrow(UsageError);
    await expect(work('a function', { worker })).rejects.toThrow(NameError);
    await expect(work('f', { worker, id: 'two words' })).rejects.toThrow(NameError);
  });
});
