import { getEventListeners } from 'node:events';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { grace, livingIn, processStat, run, SHORT, STARTERS, script, slotFixture } from './slot-fixture.js';

describe.each(STARTERS)('commands started by %s', (by) => {
  const open = slotFixture(by);
  const LONG_MS = 60_000;
  const text = (output: Uint8Array) => Buffer.from(output).toString();

  describe('a run of a command', () => {
    it('passes the arguments as they are: no shell reads them', async () => {
      const command = ['printf', '%s|', '$HOME', '*', 'a b', '', '-x; echo', 'ü', ''];
      const { stdout } = await run(await open(), { ...script(''), command });
      expect(text(stdout)).toBe('$HOME|*|a b||-x; echo|ü||');
    });

    it('gives the command its input as it is', async () => {
      const stdin = Buffer.from('\0a\0\0ü\n\0');
      const { stdout } = await run(await open(), { ...script(''), command: ['cat'], stdin });
      expect(stdout).toEqual(stdin);
    });

    it('gives the command its environment and nothing else', async () => {
      const env = { PATH: process.env.PATH, GEARMAN_JOB_HANDLE: 'H:here:1', LEFT_OUT: undefined };
      const { stdout } = await run(await open(), { ...script(''), command: ['env'], env });
      expect(text(stdout).trim().split('\n').sort()).toEqual([
        'GEARMAN_JOB_HANDLE=H:here:1',
        `PATH=${process.env.PATH}`,
      ]);
    });

    it('starts the command in the directory that it is given', async () => {
      const { stdout } = await run(await open(), script('pwd -P', { cwd: tmpdir() }));
      expect(text(stdout)).toBe(`${realpathSync(tmpdir())}\n`);
    });

    it('makes the command the leader of a process group in another session, and tells its pid', async () => {
      let stat: ReturnType<typeof processStat>;
      const onStdout = (chunk: Uint8Array) => {
        stat = processStat(Number(text(chunk)));
      };
      const { outcome, stdout } = await run(await open(), script('echo $$; sleep 60', { onStdout, timeoutMs: 300 }));
      const pid = Number(text(stdout));
      expect(outcome).toMatchObject({ pid });
      expect(stat?.group).toBe(pid);
      expect(stat?.session).not.toBe(processStat(process.pid)?.session);
    });

    it.each([0, 1, 75, 255])('tells the exit code %d', async (exitCode) => {
      const { outcome } = await run(await open(), script(`exit ${exitCode}`));
      expect(outcome).toMatchObject({ type: 'exited', exitCode });
    });

    it.each(['SIGSEGV', 'SIGKILL', 'SIGTERM'])('tells that the command was killed by %s', async (signal) => {
      const { outcome } = await run(await open(), script(`kill -${signal.slice(3)} $$`));
      expect(outcome).toMatchObject({ type: 'signaled', signal });
    });

    it('tells how long the command ran, without the linger', async () => {
      const { outcome } = await run(await open(), script('sleep 60 & sleep 0.05', { ...SHORT, lingerMs: 500 }));
      const durationMs = 'durationMs' in outcome ? outcome.durationMs : 0;
      expect(durationMs).toBeGreaterThan(45);
      expect(durationMs).toBeLessThan(500);
    });
  });

  describe('what a command leaves behind', () => {
    it('does not hold up the outcome for longer than the linger, when it keeps the output open', async () => {
      const slot = await open();
      const startedAt = performance.now();
      const { outcome, stdout } = await run(slot, script('sleep 60 & echo done', { lingerMs: 100 }));
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
      expect(text(stdout)).toBe('done\n');
    });

    it('may still write within the linger', async () => {
      const { outcome, stdout } = await run(
        await open(),
        script('(sleep 0.05; echo late) & echo now', { lingerMs: LONG_MS }),
      );
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
      expect(text(stdout)).toBe('now\nlate\n');
    });

    it.each([
      ['keeps the output open', 'sleep 60 &'],
      ['has closed the output', 'sleep 60 >/dev/null 2>&1 &'],
      ['is a whole family', '(sleep 60 & sleep 60 & wait) & (sleep 60; sleep 60) &'],
    ])('is sent TERM when it %s', async (_what, leave) => {
      const { outcome } = await run(await open(), script(leave, { lingerMs: 50, ...grace(LONG_MS) }));
      const pid = 'pid' in outcome ? outcome.pid : 0;
      await until(() => livingIn(pid).length === 0);
    });

    it('is killed after the grace when it ignores TERM, and the outcome does not wait for that', async () => {
      const slot = await open();
      const { outcome } = await run(slot, script('trap "" TERM; sleep 60 &', { lingerMs: 50, ...grace(300) }));
      const pid = 'pid' in outcome ? outcome.pid : 0;
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
      expect(livingIn(pid)).toHaveLength(1);
      await slot.close();
      expect(livingIn(pid)).toEqual([]);
    });
  });

  describe('a command that takes too long', () => {
    it('is sent TERM', async () => {
      const { outcome } = await run(await open(), script('sleep 60', { timeoutMs: 50, ...grace(LONG_MS) }));
      expect(outcome).toMatchObject({ type: 'timed-out', exitCode: null, signal: 'SIGTERM' });
    });

    it('may clean up and say so by its exit code', async () => {
      const trap = 'trap "echo cleaned; exit 3" TERM; while :; do sleep 0.01; done';
      const { outcome, stdout } = await run(await open(), script(trap, { timeoutMs: 400, ...grace(LONG_MS) }));
      expect(outcome).toMatchObject({ type: 'timed-out', exitCode: 3, signal: null });
      expect(text(stdout)).toBe('cleaned\n');
    });

    it('is killed after the grace when it ignores TERM', async () => {
      const { outcome } = await run(
        await open(),
        script('trap "" TERM; sleep 60; sleep 60', { timeoutMs: 400, ...grace(100) }),
      );
      expect(outcome).toMatchObject({ type: 'timed-out', exitCode: null, signal: 'SIGKILL' });
    });

    it('ends even if its children ignore TERM and hold its output', async () => {
      const slot = await open();
      const leave = '(trap "" TERM; sleep 60) & (trap "" TERM; sleep 60) & sleep 60';
      const { outcome } = await run(slot, script(leave, { ...SHORT, timeoutMs: 400 }));
      expect(outcome).toMatchObject({ type: 'timed-out', exitCode: null, signal: 'SIGTERM' });
      await slot.close();
      expect(livingIn('pid' in outcome ? outcome.pid : 0)).toEqual([]);
    });

    it('ends in the middle of endless output', async () => {
      const { outcome } = await run(await open(), { ...script('', { timeoutMs: 50, ...SHORT }), command: ['yes'] });
      expect(outcome).toMatchObject({ type: 'timed-out', signal: 'SIGTERM' });
    });

    it('has no limit without a time-out', async () => {
      const { outcome } = await run(await open(), script('sleep 0.05', { timeoutMs: 0 }));
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
    });
  });

  describe('a command that is stopped', () => {
    /** Runs a script that says when it is ready; then does something to it. */
    async function whenReady(body: string, act: (stop: AbortController) => void, graceMs: number) {
      const stop = new AbortController();
      const onStdout = () => act(stop);
      const slot = await open();
      return run(slot, script(body, { lingerMs: 100, ...grace(graceMs), onStdout, signal: stop.signal }));
    }

    it('is sent TERM', async () => {
      const { outcome } = await whenReady('echo ready; sleep 60', (stop) => stop.abort(), LONG_MS);
      expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: 'SIGTERM' });
    });

    it('is killed after the grace when it ignores TERM', async () => {
      const { outcome } = await whenReady('trap "" TERM; echo ready; sleep 60', (stop) => stop.abort(), 100);
      expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: 'SIGKILL' });
    });

    it('tells the exit code when it had exited by itself before', async () => {
      const stop = new AbortController();
      const slot = await open();
      const running = run(
        slot,
        script('sleep 60 & echo $$', { ...SHORT, lingerMs: 300, signal: stop.signal, onStdout }),
      );
      let pid = 0;
      function onStdout(chunk: Uint8Array) {
        pid = Number(text(chunk));
      }
      await until(() => pid > 0 && !livingIn(pid).includes(pid));
      await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      expect((await running).outcome).toMatchObject({ exitCode: 0 });
    });

    it('is not started when the signal was aborted before', async () => {
      const reason = new RangeError('enough');
      const { outcome } = await run(await open(), script('sleep 60', { signal: AbortSignal.abort(reason) }));
      expect(outcome).toMatchObject({ type: 'not-started', error: { code: 'ABORTED', cause: reason } });
    });

    it('leaves no listener and no timer when it was not', async () => {
      const { signal } = new AbortController();
      const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      const slot = await open();
      const before = timers();
      const limits = { signal, timeoutMs: LONG_MS, lingerMs: LONG_MS, ...grace(LONG_MS) };
      await run(slot, script('(sleep 0.01; echo late) & cat', { ...limits, stdin: Buffer.from('workload') }));
      // The test runner has timers too, which come and go.
      await until(() => timers() <= before);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });
  });
});
