import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { grace, livingIn, run, SHORT, STARTERS, script, slotFixture } from './slot-fixture.js';

describe.each(STARTERS)('commands started by %s', (by) => {
  const open = slotFixture(by);

  describe('the output of a command', () => {
    it.each([
      ['echo out; echo err >&2', 'out\n', 'err\n'],
      ['echo out >/dev/stdout; echo err >/dev/stderr', 'out\n', 'err\n'],
      ['echo both | tee /dev/stderr', 'both\n', 'both\n'],
      ['echo out >/dev/fd/1; echo err >/dev/fd/2', 'out\n', 'err\n'],
      ['echo out >/proc/self/fd/1', 'out\n', ''],
      ['cat /dev/stdin >/dev/stderr', '', 'workload'],
    ])('comes through: %s', async (text, out, err) => {
      const { outcome, stdout, stderr } = await run(await open(), script(text, { stdin: Buffer.from('workload') }));
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
      expect([stdout.toString(), stderr.toString()]).toEqual([out, err]);
    });

    it('comes while the command runs', async () => {
      const stop = new AbortController();
      const onStdout = () => stop.abort();
      const { outcome } = await run(await open(), script('echo now; sleep 60', { onStdout, signal: stop.signal }));
      expect(outcome).toMatchObject({ type: 'stopped' });
    });

    it('is whole when the command exits right after megabytes on both streams', async () => {
      const text = 'head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait';
      const { stdout, stderr } = await run(await open(), script(text));
      expect([stdout.length, stderr.length]).toEqual([5_000_000, 5_000_000]);
    });

    it('is handed over one chunk at a time when the taker returns a promise', async () => {
      let busy = 0;
      let most = 0;
      let taken = 0;
      const onStdout = async (chunk: Uint8Array) => {
        busy += 1;
        most = Math.max(most, busy);
        await setImmediate();
        taken += chunk.length;
        busy -= 1;
      };
      await run(await open(), script('head -c 3000000 /dev/zero', { onStdout }));
      expect([most, taken]).toEqual([1, 3_000_000]);
    });

    it('holds up the command while the promise of a taker is pending', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const order: string[] = [];
      const running = run(
        await open(),
        script('head -c 1000000 /dev/zero; echo written >&2', {
          onStdout: () => released,
          onStderr: () => void order.push('written'),
        }),
      );
      await Promise.race([running, setTimeout(100)]);
      order.push('released');
      release();
      expect((await running).stdout).toHaveLength(1_000_000);
      expect(order).toEqual(['released', 'written']);
    });

    it('is not lost to a slow taker: what was written within the linger counts, whenever it is taken', async () => {
      const onStdout = () => setTimeout(200);
      // More than the socket buffers, so that some of it is still in the FIFO when the reading ends.
      const text = 'printf x; sleep 0.02; head -c 78000 /dev/zero; sleep 60 &';
      const { outcome, stdout } = await run(await open(), script(text, { ...SHORT, lingerMs: 50, onStdout }));
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
      expect(stdout).toHaveLength(78_001);
    });

    it('does not count when it is written after the linger', async () => {
      const slot = await open();
      const text = '(trap "" TERM; sleep 0.3; echo late; sleep 60) & echo now';
      const { outcome, stdout } = await run(slot, script(text, { ...SHORT, lingerMs: 50, ...grace(60_000) }));
      expect(stdout.toString()).toBe('now\n');
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0 });
    });

    it.each([
      [
        'throws',
        () => {
          throw new RangeError('no room');
        },
      ],
      ['rejects', () => Promise.reject(new RangeError('no room'))],
    ])('stops the command when its taker %s, and the run rejects with that', async (_how, onStdout) => {
      const slot = await open();
      let pid = 0;
      const onStderr = (chunk: Uint8Array) => {
        pid = Number(Buffer.from(chunk).toString());
      };
      const running = slot.run(script('echo $$ >&2; while :; do echo more; done', { onStdout, onStderr }));
      await expect(running).rejects.toThrow('no room');
      await slot.close();
      expect(pid).toBeGreaterThan(1);
      expect(livingIn(pid)).toEqual([]);
    });
  });
});
