import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SystemError } from '../../src/errors.js';
import { ProcessGroup } from '../../src/exec/process-group.js';
import { until } from '../support/until.js';
import { livingIn, processStat } from './slot-fixture.js';

/** Starts a script as the leader of a group, and waits until it says that it is ready. */
async function start(script: string) {
  const leader = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = once(leader, 'exit').then(([code, signal]) => ({ code, signal }));
  let said = '';
  leader.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(leader.stdout, 'data');
  const pid = Number(leader.pid);
  return { exit, pid, group: new ProcessGroup(pid), said: () => said };
}

const TERM_FOR_LONG = [{ signal: 'SIGTERM', waitMs: 60_000 }] as const;

describe('ProcessGroup', () => {
  it('ends all members with TERM', async () => {
    const { group, pid, exit } = await start('sleep 60 & sleep 60 & echo ready; wait');
    expect(livingIn(pid)).toHaveLength(3);
    void group.end(TERM_FOR_LONG);
    expect(await exit).toEqual({ code: null, signal: 'SIGTERM' });
    await group.kill();
    expect(livingIn(pid)).toEqual([]);
  });

  it('leaves a member that handles TERM the time to do so', async () => {
    const { group, exit } = await start('trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done');
    await group.end(TERM_FOR_LONG);
    expect(await exit).toEqual({ code: 7, signal: null });
  });

  it('kills those who ignore TERM when the grace has passed', async () => {
    const { group, pid, exit } = await start('trap "" TERM; sleep 60 & echo ready; sleep 60');
    const startedAt = performance.now();
    await group.end([{ signal: 'SIGTERM', waitMs: 100 }]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(livingIn(pid)).toEqual([]);
  });

  it('kills them then also while the system has not told yet who is left', async () => {
    const { pid, exit } = await start('trap "" TERM; echo ready; while :; do sleep 0.01; done');
    const group = new ProcessGroup(pid, () => new Promise(() => undefined));
    void group.end([{ signal: 'SIGTERM', waitMs: 100 }]);
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    await group.end();
  });

  it('sends the signals of a sequence in turn, and KILL last', async () => {
    const { group, exit, said } = await start(
      'trap "echo term" TERM; trap "echo int" INT; echo ready; while :; do sleep 0.01; done',
    );
    await group.end([
      { signal: 'SIGTERM', waitMs: 100 },
      { signal: 'SIGINT', waitMs: 100 },
    ]);
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(said()).toBe('ready\nterm\nint\n');
  });

  it('sends no further signal when nobody is left', async () => {
    const { group, exit } = await start('trap "exit 7" INT; echo ready; while :; do sleep 0.01; done');
    await group.end([
      { signal: 'SIGINT', waitMs: 60_000 },
      { signal: 'SIGTERM', waitMs: 60_000 },
    ]);
    expect(await exit).toEqual({ code: 7, signal: null });
  });

  it('kills at once, also in the middle of the grace', async () => {
    const { group, pid, exit } = await start('trap "" TERM; sleep 60 & echo ready; sleep 60');
    const ended = group.end(TERM_FOR_LONG);
    await group.kill();
    await ended;
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(livingIn(pid)).toEqual([]);
  });

  it('ends a member that was stopped', async () => {
    const { group, pid, exit } = await start('echo ready; kill -STOP $$; sleep 60');
    await until(() => processStat(pid)?.state === 'T');
    void group.end(TERM_FOR_LONG);
    expect(await exit).toEqual({ code: null, signal: 'SIGTERM' });
    await group.kill();
  });

  it('has nothing to do when nobody is left', async () => {
    const { group, exit } = await start('echo ready');
    await exit;
    await group.end(TERM_FOR_LONG);
    await group.kill();
  });

  it.each([0, 1, -1, Number.NaN, 1.5])('refuses %d, which would signal others', (pid) => {
    expect(() => new ProcessGroup(pid)).toThrow(SystemError);
  });
});
