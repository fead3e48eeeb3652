import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workEventSchema } from '../../src/cli/schemas/work-event.js';
import { workStatusSchema } from '../../src/cli/schemas/work-status.js';
import { violations } from '../support/json-schema.js';
import { until } from '../support/until.js';
import { workFixture } from './work-fixture.js';

const { run, start, path } = workFixture();

describe('a worker with --control', () => {
  it('tells what it runs, pauses, goes on and ends, as it is told from afar', async () => {
    const gate = path('gate');
    const script = `until [ -e ${gate} ]; do sleep 0.01; done`;
    const worker = await start(['--control', '--id', 'far', 'steered', '--', 'sh', '-c', script]);
    const { stdout: handle } = await run('submit', '-b', 'steered', 'hello');
    await until(async () => {
      const { stdout } = await run('workers', 'inspect', 'far', '--json');
      return JSON.parse(stdout).jobs[0]?.handle === handle.trim();
    });
    expect((await run('workers', 'pause', 'far')).exit).toBe(0);
    await worker.logged(' paused');
    expect((await run('workers', 'resume', 'far')).exit).toBe(0);
    await worker.logged(' taking jobs again');
    expect((await run('workers', 'stop', 'far')).exit).toBe(0);
    await worker.logged(' draining 1 job ');
    expect(worker.child.exitCode).toBeNull();
    await start(['-c', '1', 'unlock', '--', 'touch', gate]);
    await run('submit', 'unlock');
    await until(() => worker.child.exitCode === 0);
  });

  it('is not found under another name', async () => {
    await start(['--control', '--id', 'near', 'named', '--', 'cat']);
    const { stderr, exit } = await run('workers', 'inspect', 'nobody', '-t', '5s');
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^gearctl: /);
  });
});

describe('a worker that is signalled while it works', () => {
  it('adds a slot for each TTIN, takes one away for each TTOU, and never the last', async () => {
    const worker = await start(['-j', '2', 'slots', '--', 'cat']);
    const send = async (signal: NodeJS.Signals, slots: number) => {
      worker.child.kill(signal);
      await until(() => worker.log().endsWith(` slots  slots ×${slots}\n`));
    };
    worker.child.kill('SIGTTIN');
    worker.child.kill('SIGTTOU');
    await until(() => worker.log().match(/ slots {2}slots ×\d\n/g)?.length === 2);
    expect(worker.log()).toMatch(/ slots {2}slots ×2\n$/);
    await send('SIGTTIN', 3);
    await send('SIGTTOU', 2);
    await send('SIGTTOU', 1);
    worker.child.kill('SIGTTOU');
    await until(() => worker.log().split(' slots  slots ×1\n').length === 3);
    expect(await worker.end()).toBe(0);
  });

  it('says on USR2 how it stands', async () => {
    const worker = await start(['told', '--', 'cat']);
    worker.child.kill('SIGUSR2');
    await worker.logged('told  0 of 1 busy  0 done  0 failed  0 requeued\n');
    expect(await worker.end()).toBe(0);
  });

  it('logs all of it as JSON where that is asked for, as the schemas say', async () => {
    const worker = await start(['--log-format', 'json', 'json', '--', 'cat'], {}, '"type":"ready"');
    worker.child.kill('SIGTTIN');
    await worker.logged('"type":"slots"');
    worker.child.kill('SIGTSTP');
    await worker.logged('"type":"pause"');
    worker.child.kill('SIGCONT');
    await worker.logged('"type":"resume"');
    worker.child.kill('SIGUSR2');
    await worker.logged('gearctl/work-status/1');
    expect(await worker.end()).toBe(0);
    for (const line of worker.log().trimEnd().split('\n')) {
      const object = JSON.parse(line);
      expect(violations(object, object.schema === undefined ? workEventSchema : workStatusSchema)).toEqual([]);
    }
  });

  it('takes nothing between TSTP and CONT', async () => {
    const worker = await start(['quiet', '--', 'cat']);
    worker.child.kill('SIGTSTP');
    await worker.logged(' paused, no job is running\n');
    const job = run('submit', 'quiet', 'hello');
    worker.child.kill('SIGCONT');
    await worker.logged(' taking jobs again\n');
    expect((await job).stdout).toBe('hello');
    expect(await worker.end()).toBe(0);
  });

  it('keeps its number and how it stands in files, and takes them away', async () => {
    const files = ['--pid-file', path('pid'), '--status-file', path('status')];
    const worker = await start([...files, 'filed', '--', 'cat']);
    expect(readFileSync(path('pid'), 'utf8')).toBe(`${worker.child.pid}\n`);
    expect(JSON.parse(readFileSync(path('status'), 'utf8'))).toMatchObject({
      ...{ schema: 'gearctl/work-status/1', pid: worker.child.pid, state: 'working' },
    });
    expect(await worker.end()).toBe(0);
    expect(() => readFileSync(path('pid'))).toThrow('ENOENT');
    expect(() => readFileSync(path('status'))).toThrow('ENOENT');
  });
});
