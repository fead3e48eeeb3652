import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { descriptorCount, grace, livingIn, run, STARTERS, script, slotFixture } from './slot-fixture.js';

describe.each(STARTERS)('commands started by %s', (by) => {
  const open = slotFixture(by);
  const exited = { type: 'exited', exitCode: 0 };
  const megabytes = (count: number) => Buffer.alloc(count * 1_000_000, 'The quick brown fox\n\0\xff', 'latin1');

  describe('the stdin of a command', () => {
    it('is the workload and then its end, of any size', async () => {
      const slot = await open();
      for (const size of [0, 1, 4096, 65_535, 65_536, 65_537, 1_000_000]) {
        const stdin = Buffer.alloc(size, 'workload');
        const { outcome, stdout } = await run(slot, script('cat', { stdin }));
        expect(outcome).toMatchObject(exited);
        expect(stdout.equals(stdin)).toBe(true);
      }
    });

    it('is written while the output is read: 100 MB go through cat', async () => {
      const slot = await open();
      const stdin = megabytes(100);
      const sha = createHash('sha1');
      const onStdout = (chunk: Uint8Array) => void sha.update(chunk);
      const outcome = await slot.run(script('cat', { stdin, onStdout }));
      expect(outcome).toMatchObject(exited);
      expect(sha.digest('hex')).toBe(createHash('sha1').update(stdin).digest('hex'));
    });

    it('may be read after 3 MB of output', async () => {
      const stdin = megabytes(3);
      const { outcome, stdout } = await run(await open(), script('head -c 3000000 /dev/zero; cat', { stdin }));
      expect(outcome).toMatchObject(exited);
      expect(stdout.subarray(3_000_000).equals(stdin)).toBe(true);
    });

    it.each([
      ['is not read', 'true', ''],
      ['is closed early', 'exec <&-; echo closed', 'closed\n'],
      ['is read in part', 'head -c 9', 'The quick'],
    ])('is no error when it %s', async (_how, text, output) => {
      const slot = await open();
      for (const stdin of [Buffer.from('The quick brown fox'), megabytes(1)]) {
        const { outcome, stdout } = await run(slot, script(text, { stdin }));
        expect(outcome).toMatchObject(exited);
        expect(stdout.toString()).toBe(output);
      }
    });

    it('is given up when the command has exited, even if somebody else could read it', async () => {
      const slot = await open();
      const before = descriptorCount();
      const text = 'exec 3<&0; trap "" TERM; sleep 60 <&3 >/dev/null 2>&1 &';
      const { outcome } = await run(slot, script(text, { stdin: megabytes(1), ...grace(60_000) }));
      expect(outcome).toMatchObject(exited);
      expect(livingIn('pid' in outcome ? outcome.pid : 0)).toHaveLength(1);
      expect(descriptorCount()).toBeLessThanOrEqual(before);
    });

    it('is no leftover of the workload before', async () => {
      const slot = await open();
      await run(slot, script('true', { stdin: Buffer.from('not read') }));
      const { stdout } = await run(slot, script('cat', { stdin: Buffer.from('mine') }));
      expect(stdout.toString()).toBe('mine');
    });

    it.each(['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('can be opened as %s, at any time', async (name) => {
      const slot = await open();
      for (const stdin of [Buffer.alloc(0), Buffer.from('short'), megabytes(1)]) {
        for (const text of [`cat ${name}`, `sleep 0.05; cat ${name}; cat ${name}`]) {
          const { outcome, stdout } = await run(slot, script(text, { stdin }));
          expect(outcome).toMatchObject(exited);
          expect(stdout.equals(stdin)).toBe(true);
        }
      }
    });

    it('goes on where it was when it is opened by name', async () => {
      const { stdout } = await run(
        await open(),
        script('read -r first; cat /dev/stdin', { stdin: Buffer.from('1\n2\n3\n') }),
      );
      expect(stdout.toString()).toBe('2\n3\n');
    });
  });
});
