import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirmation.js';
import { UnmetError, UsageError } from '../../src/errors.js';

const never = new AbortController().signal;

/** Asks somebody who answers so, and gives what was asked. */
async function asked(answer: string, isTTY = true): Promise<string> {
  const stdin = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream;
  const stderr = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream & PassThrough;
  stdin.push(`${answer}\n`);
  await confirm('remove 3 outcomes', { stdin, stderr, signal: never });
  return String(stderr.read());
}

describe('A question', () => {
  it.each(['y', 'Y', 'yes', ' yes '])('is answered by %j', async (answer) => {
    expect(await asked(answer)).toContain('remove 3 outcomes? [y/N] ');
  });

  it.each(['', 'n', 'no', 'yesterday'])('is denied by %j', async (answer) => {
    await expect(asked(answer)).rejects.toThrow(UnmetError);
  });

  it('is not asked where there is nobody to answer', async () => {
    await expect(asked('y', false)).rejects.toThrow(UsageError);
  });
});
