import { readFileSync, renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../operations/run-worker/metrics/parse-exposition.js';
import { until } from '../support/until.js';
import { workFixture } from './work-fixture.js';

const { run, start, path, file } = workFixture();

/** Answers jobs with what they say, once there is a file of the name that is its argument. */
const HOLDING = `
const { existsSync } = require('node:fs');
const say = (message) => console.log(JSON.stringify(message));
const held = [];
const look = setInterval(() => {
  if (existsSync(process.argv[1])) for (const { id, data } of held.splice(0)) say({ type: 'complete', id, data });
}, 10);
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'hello') say({ type: 'ready', version: 1, capacity: 4 });
  if (message.type === 'job') held.push(message);
}).on('close', () => clearInterval(look));
`;

/** The lines of a job log behind its header: exit code, function and outcome of each. */
const outcomes = (log: string) =>
  readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map((fields) => [fields[6], fields[8], fields[9]].join(' '));

describe('gearctl work --joblog', () => {
  it('has one header and one line for each job, of all workers that share it', async () => {
    const log = path('jobs.tsv');
    const args = (name: string) => [name, '--joblog', log, '--', 'sh', '-c', 'exit "$(cat)"'];
    const workers = await Promise.all(['one', 'two', 'three'].map((name) => start(args(name))));
    await run('submit', 'one', '0');
    await run('submit', 'two', '7');
    await run('submit', 'three', '0');
    for (const worker of workers) expect(await worker.end()).toBe(0);
    const [header, ...lines] = outcomes(log);
    expect(header).toBe('Exitval Command Outcome');
    expect(lines.sort()).toEqual(['0 one complete', '0 three complete', '7 two fail']);
  });

  it('is a new file after HUP, when the old one was moved away', async () => {
    const log = path('rotated.tsv');
    const config = file('rotated.yaml', 'functions: {rotated: {command: [cat]}}');
    const worker = await start(['--config', config, '--joblog', log]);
    await run('submit', 'rotated', 'a');
    await until(() => outcomes(log).length === 2);
    renameSync(log, `${log}.1`);
    worker.child.kill('SIGHUP');
    await worker.logged('reloaded');
    await run('submit', 'rotated', 'b');
    await until(() => outcomes(log).length === 2);
    expect(outcomes(`${log}.1`)).toHaveLength(2);
    expect(await worker.end()).toBe(0);
  });

  it('ends with 73 before it takes a job, where the file cannot be made', async () => {
    const { exit, stderr } = await run('work', 'f', '--joblog', path('no/where'), '--', 'cat');
    expect(stderr).toBe(
      `gearctl: cannot write the job log ${path('no/where')}: no such file or directory\n` +
        '  Try: choose a path in a directory that may be written\n',
    );
    expect(exit).toBe(73);
  });
});

describe('gearctl work --metrics-listen', () => {
  it('says where it listens, answers Prometheus, and listens no more when it has ended', async () => {
    const args = ['watched', '-j', '2', '--metrics-listen', ':0', '--', 'sh', '-c', 'exit "$(cat)"'];
    const worker = await start(args);
    const [, url = ''] = /metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)\n/.exec(worker.log()) ?? [];
    await run('submit', 'watched', '0');
    await run('submit', 'watched', '1');
    const values = async (name: string) =>
      parseExposition(await (await fetch(url)).text()).flatMap((sample) =>
        sample.name === name ? [{ ...sample.labels, value: sample.value }] : [],
      );
    await until(async () => (await values('gearctl_jobs_in_flight'))[0]?.value === 0);
    expect(await values('gearctl_jobs_total')).toEqual([
      { function: 'watched', result: 'complete', value: 1 },
      { function: 'watched', result: 'fail', value: 1 },
      { function: 'watched', result: 'exception', value: 0 },
      { function: 'watched', result: 'requeued', value: 0 },
    ]);
    expect(await values('gearctl_worker_slots')).toEqual([{ function: 'watched', value: 2 }]);
    expect(await values('gearctl_worker_connected')).toMatchObject([{ value: 1 }]);
    expect(await values('gearctl_job_duration_seconds_count')).toEqual([{ function: 'watched', value: 2 }]);
    expect(await worker.end()).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('ends with 73 before it takes a job, where somebody listens already', async () => {
    const first = await start(['f', '--metrics-listen', '127.0.0.1:0', '--', 'cat']);
    const [, address = ''] = /metrics at http:\/\/(\S+)\/metrics/.exec(first.log()) ?? [];
    const { exit, stderr } = await run('work', 'f', '--metrics-listen', address, '--', 'cat');
    expect(stderr).toContain(`gearctl: cannot listen on ${address} for metrics: address already in use\n`);
    expect(exit).toBe(73);
    expect((await run('work', 'f', '--metrics-listen', 'here', '--', 'cat')).exit).toBe(64);
  });
});

describe('gearctl work --on-drain-timeout fail', () => {
  it('fails the jobs that a second signal ends', async () => {
    const worker = await start(['cut', '--on-drain-timeout', 'fail', '--', 'sh', '-c', 'echo begun >&2; sleep 60']);
    const client = run('submit', 'cut', '');
    await worker.logged('begun');
    worker.child.kill('SIGTERM');
    await worker.logged('draining');
    expect(await worker.end()).toBe(0);
    expect(worker.log()).toContain('stopping 1 job and failing it (^C again to kill)');
    expect(await client).toMatchObject({ exit: 1, stderr: expect.stringContaining('stopped with its worker') });
  });
});

describe('gearctl work --connections shared', () => {
  it('has one connection for all slots of a co-process, which does their jobs side by side', async () => {
    const args = ['both', '-j', '4', '--coprocess', '--coprocess-share', '--connections', 'shared'];
    const worker = await start([...args, '--id', 'one', '--', process.execPath, '-e', HOLDING, path('go')]);
    const tasks = ['a', 'b', 'c', 'd'].map((workload) => run('submit', 'both', workload));
    await until(async () => (await run('status', 'both', '-o', 'plain')).stdout.startsWith('both\t4\t4\t1'));
    file('go', '');
    const results = await Promise.all(tasks);
    expect(results.map(({ stdout }) => stdout)).toEqual(['a', 'b', 'c', 'd']);
    expect(await worker.end()).toBe(0);
  });

  it('is refused for commands', async () => {
    const { exit, stderr } = await run('work', 'f', '--connections', 'shared', '--', 'cat');
    expect(stderr).toBe(
      'gearctl: --connections shared is for co-processes: a command has a connection of its own\n' +
        '  Try: add --coprocess, or take it out\n',
    );
    expect(exit).toBe(64);
  });
});
