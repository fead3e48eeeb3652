import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandNotExecutableError, CommandNotFoundError, SystemError, UsageError } from '../../src/errors.js';
import type { CommandRequest } from '../../src/exec/command-request.js';
import { descriptorCount, run, STARTERS, script, slotFixture } from './slot-fixture.js';

describe.each(STARTERS)('commands started by %s', (by) => {
  const open = slotFixture(by);
  let room: string;

  beforeAll(() => {
    room = mkdtempSync(join(tmpdir(), 'gearctl-start-'));
    for (const [name, text, mode] of [
      ['notes', 'notes', 0o644],
      ['orphan', '#!/no/such/interpreter\n', 0o755],
    ] as const) {
      writeFileSync(join(room, name), text);
      chmodSync(join(room, name), mode);
    }
  });

  afterAll(() => rmSync(room, { recursive: true }));

  async function failure(details: Partial<CommandRequest>) {
    const { outcome } = await run(await open(), script('', details));
    if (outcome.type !== 'not-started') throw new Error(`it started: ${outcome.type}`);
    return outcome.error;
  }

  describe('a command that does not start', () => {
    it('was not found', async () => {
      const error = await failure({ command: ['no-such-program'], env: { PATH: '/bin' } });
      expect(error).toBeInstanceOf(CommandNotFoundError);
      expect(error).toMatchObject({ message: expect.stringContaining('/bin') });
    });

    it('was not given', async () => {
      expect(await failure({ command: [] })).toBeInstanceOf(CommandNotFoundError);
    });

    it.each(['notes', '.'])('may not be executed: %s', async (name) => {
      const error = await failure({ command: [join(room, name)] });
      expect(error).toBeInstanceOf(CommandNotExecutableError);
      expect(error.hint).toContain('chmod');
    });

    it('lacks its interpreter', async () => {
      const error = await failure({ command: [join(room, 'orphan')] });
      expect(error).toBeInstanceOf(CommandNotExecutableError);
      expect(error).toMatchObject({ hint: expect.stringContaining('interpreter') });
    });

    it('lacks its working directory', async () => {
      const error = await failure({ command: ['true'], cwd: join(room, 'nowhere') });
      expect(error).toBeInstanceOf(SystemError);
      expect(error.message).toContain(join(room, 'nowhere'));
    });

    it('has arguments over the limit of the system', async () => {
      const error = await failure({ command: ['true', 'x'.repeat(3_000_000)] });
      expect(error).toBeInstanceOf(SystemError);
      expect(error.message).toContain('E2BIG');
    });

    it('has an argument that no process can be given', async () => {
      const slot = await open();
      const request = script('', { command: ['true', 'a\0b'] });
      await expect(slot.run(request)).rejects.toThrow(UsageError);
    });

    it('lacks descriptors, and whichever was the first to lack, none is lost', async () => {
      const slot = await open();
      await run(slot, script('exit 0'));
      const before = descriptorCount();
      const limit = (soft: number) => execFileSync('prlimit', ['--pid', `${process.pid}`, `--nofile=${soft}:`]);
      const [, former] =
        /^Max open files\s+(\d+)/m.exec(execFileSync('cat', [`/proc/${process.pid}/limits`]).toString()) ?? [];
      const spare: number[] = [];
      const outcomes: string[] = [];
      limit(before + 100);
      try {
        for (;;) spare.push(openSync('/dev/null', 'r'));
      } catch {
        for (let free = 0; free < 20; free++) {
          const { outcome } = await run(slot, script('exit 0'));
          outcomes.push(outcome.type);
          if (outcome.type === 'not-started')
            expect(outcome.error).toMatchObject({ code: 'SYSTEM', message: expect.stringContaining('EMFILE') });
          closeSync(spare.pop() ?? -1);
        }
      } finally {
        for (const fd of spare) closeSync(fd);
        limit(Number(former));
      }
      // What has its streams open already, and is not spawned by us, needs none.
      expect(outcomes[0]).toBe(by === 'launcher' ? 'exited' : 'not-started');
      expect(outcomes.at(-1)).toBe('exited');
      expect(descriptorCount()).toBeLessThanOrEqual(before);
    });
  });
});
