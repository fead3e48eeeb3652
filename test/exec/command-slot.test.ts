import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClosedError, UsageError } from '../../src/errors.js';
import type { CommandSlot } from '../../src/exec/command-slot.js';
import { until } from '../support/until.js';
import {
  descriptorCount,
  grace,
  livingIn,
  processStat,
  run,
  SHORT,
  STARTERS,
  script,
  slotFixture,
} from './slot-fixture.js';

describe.each(STARTERS)('slots served by %s', (by) => {
  const open = slotFixture(by);
  const LONG_MS = 60_000;
  let room: string;
  /** Processes that left their command's group, where no slot can find them. */
  const escaped: number[] = [];

  beforeEach(() => {
    room = mkdtempSync(join(tmpdir(), 'gearctl-slot-'));
  });

  afterEach(() => {
    for (const pid of escaped.splice(0)) if (processStat(pid) !== undefined) process.kill(pid, 'SIGKILL');
    rmSync(room, { recursive: true, force: true });
  });

  /** The directories that slots have below a directory. */
  function slotsIn(parent: string): string[] {
    return readdirSync(parent, { recursive: true, encoding: 'utf8' }).filter((path) =>
      basename(path).startsWith('slot-'),
    );
  }

  async function output(slot: CommandSlot, text: string, stdin = ''): Promise<string> {
    const { stdout } = await run(slot, script(text, { ...SHORT, stdin: Buffer.from(stdin) }));
    return stdout.toString();
  }

  /** Runs a command that leaves a process in a session of its own, and returns that process. */
  async function runAndLeave(slot: CommandSlot, body: string): Promise<number> {
    const file = join(room, 'pid');
    // A background process has /dev/null on stdin unless it is told otherwise.
    await output(
      slot,
      `exec 3<&0; setsid sh -c 'echo $$ >${file}.new; mv ${file}.new ${file}; ${body}' <&3 3<&- &`,
      'first',
    );
    await until(() => existsSync(file));
    const pid = Number(readFileSync(file, 'utf8'));
    escaped.push(pid);
    return pid;
  }

  describe('a slot', () => {
    it('runs one command after the other, over the same FIFOs', async () => {
      const slot = await open(room);
      const [directory] = slotsIn(room);
      for (const word of ['one', 'two', 'three']) expect(await output(slot, 'cat', word)).toBe(word);
      expect(slotsIn(room)).toEqual([directory]);
    });

    it('refuses a second command while one runs, and takes it afterwards', async () => {
      const slot = await open();
      const first = run(slot, script('sleep 0.05'));
      await expect(slot.run(script('true'))).rejects.toThrow(UsageError);
      expect((await first).outcome).toMatchObject({ type: 'exited' });
      expect((await run(slot, script('true'))).outcome).toMatchObject({ type: 'exited' });
    });

    it('does not mix its output with that of its neighbours', async () => {
      const slots = await Promise.all([1, 2, 3, 4].map(() => open()));
      const outputs = await Promise.all(
        slots.map(async (slot, number) => {
          let all = '';
          for (let i = 0; i < 10; i++) all += await output(slot, 'cat; cat /dev/null', `${number}`);
          return all;
        }),
      );
      expect(outputs).toEqual(['0', '1', '2', '3'].map((digit) => digit.repeat(10)));
    });

    it('leaks no descriptor in 200 runs', async () => {
      const slot = await open();
      await output(slot, 'true');
      const before = descriptorCount();
      for (let i = 0; i < 200; i++)
        await run(slot, { ...script(''), command: ['true'], stdin: Buffer.alloc(i * 1000) });
      expect(descriptorCount()).toBeLessThanOrEqual(before);
    });

    it('leaks no descriptor in 200 runs that fail to start', async () => {
      const slot = await open();
      await output(slot, 'true');
      const before = descriptorCount();
      for (let i = 0; i < 200; i++) {
        const command = i % 2 === 0 ? ['no-such-program'] : ['true', 'x'.repeat(3_000_000)];
        expect((await run(slot, { ...script(''), command })).outcome.type).toBe('not-started');
      }
      // Ends that the first run took away are open again.
      expect(descriptorCount()).toBeLessThanOrEqual(before + 3);
    });

    it('runs on after its directory was cleaned away', async () => {
      const slot = await open(room);
      for (const name of readdirSync(room)) rmSync(join(room, name), { recursive: true });
      expect(await output(slot, 'cat', 'still here')).toBe('still here');
      await slot.close();
      expect(slotsIn(room)).toEqual([]);
    });
  });

  describe('what a former command left behind', () => {
    it('cannot write into the output of the next', async () => {
      const slot = await open(room);
      const [directory] = slotsIn(room);
      const pid = await runAndLeave(
        slot,
        'trap "" PIPE; while :; do echo leak; echo leak >&2; sleep 0.001; done 2>/dev/null',
      );
      for (let i = 0; i < 5; i++) {
        const { stdout, stderr } = await run(slot, script('echo mine; sleep 0.02; echo mine >&2'));
        expect([stdout.toString(), stderr.toString()]).toEqual(['mine\n', 'mine\n']);
      }
      expect(processStat(pid)).toBeDefined();
      expect(slotsIn(room)).not.toContain(directory);
    });

    it('cannot read the workload of the next', async () => {
      const slot = await open();
      const stolen = join(room, 'stolen');
      await runAndLeave(slot, `exec >${stolen} 2>/dev/null; while :; do cat; sleep 0.001; done`);
      const workload = 'w'.repeat(1_000_000);
      for (let i = 0; i < 5; i++) expect(await output(slot, 'cat', workload)).toBe(workload);
      expect(readFileSync(stolen, 'utf8')).toMatch(/^(first)?$/);
    });

    it('does not hold up the next command while it has its grace', async () => {
      const slot = await open();
      const { outcome } = await run(slot, script('trap "" TERM; sleep 60 &', { lingerMs: 50, ...grace(LONG_MS) }));
      expect(await output(slot, 'cat', 'next')).toBe('next');
      expect(livingIn('pid' in outcome ? outcome.pid : 0)).toHaveLength(1);
    });
  });

  describe('killing', () => {
    it('ends a command at once that ignores TERM', async () => {
      const slot = await open();
      const onStdout = () => slot.kill();
      const text = 'trap "" TERM; sleep 60 & echo ready; sleep 60';
      const { outcome } = await run(slot, script(text, { onStdout, lingerMs: LONG_MS, ...grace(LONG_MS) }));
      expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: 'SIGKILL' });
    });

    it('ends it also in the grace that a time-out gave it', async () => {
      const slot = await open();
      const onStdout = () => slot.kill();
      const text = 'trap "echo caught" TERM; while :; do sleep 0.01; done';
      const { outcome } = await run(slot, script(text, { onStdout, timeoutMs: 400, ...grace(LONG_MS) }));
      expect(outcome).toMatchObject({ type: 'timed-out', exitCode: null, signal: 'SIGKILL' });
    });

    it('reaches what former commands left behind', async () => {
      const slot = await open();
      const { outcome } = await run(slot, script('trap "" TERM; sleep 60 &', { lingerMs: 50, ...grace(LONG_MS) }));
      slot.kill();
      await until(() => livingIn('pid' in outcome ? outcome.pid : 0).length === 0);
    });

    it('does nothing to a slot without a command, which can go on', async () => {
      const slot = await open();
      slot.kill();
      expect(await output(slot, 'echo fine')).toBe('fine\n');
    });
  });

  describe('closing', () => {
    it('removes the directory, and can be asked for twice', async () => {
      const slot = await open(room);
      await Promise.all([slot.close(), slot.close()]);
      expect(slotsIn(room)).toEqual([]);
    });

    it('ends a running command, whose outcome says so, and takes no other', async () => {
      const slot = await open(room);
      let trapped = false;
      const onStdout = () => {
        trapped = true;
      };
      const running = run(slot, script('trap "" TERM; echo; sleep 60', { onStdout }));
      await until(() => trapped);
      const closed = slot.close();
      await expect(slot.run(script('true'))).rejects.toThrow(ClosedError);
      expect((await running).outcome).toMatchObject({ type: 'stopped', signal: 'SIGKILL' });
      await closed;
      expect(slotsIn(room)).toEqual([]);
    });

    it('waits until those are gone whom former commands left behind', async () => {
      const slot = await open();
      const pids: number[] = [];
      for (let i = 0; i < 3; i++) {
        const { outcome } = await run(slot, script('trap "" TERM; sleep 60 >/dev/null 2>&1 &', { ...SHORT }));
        if ('pid' in outcome) pids.push(outcome.pid);
      }
      await slot.close();
      expect(pids.map(livingIn)).toEqual([[], [], []]);
    });
  });
});
