import { Config, type Hook } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { refuseHostBehindHelpFlag } from '../../src/cli/help-flag.js';

const config = await Config.load(process.cwd());

/** Gives what the hook refuses a command line with, if it does. */
async function refusal(id: string, argv: string[]): Promise<string | undefined> {
  const refused: string[] = [];
  const context = { error: (message: string) => refused.push(message) } as unknown as Hook.Context;
  await refuseHostBehindHelpFlag.call(context, { id, argv, config, context });
  return refused[0];
}

describe('-h', () => {
  it('is refused with a host behind it, and the right flag told', async () => {
    expect(await refusal('status', ['-h', 'q1:4730'])).toBe(
      '-h is help, not the host\n  Try: gearctl status -s q1:4730',
    );
    expect(await refusal('server:ping', ['-c', '1', '-h', 'q1'])).toBe(
      '-h is help, not the host\n  Try: gearctl server ping -s q1',
    );
  });

  it.each([
    { id: 'status', argv: ['-h'] },
    { id: 'status', argv: ['resize', '-h'] },
    { id: 'status', argv: ['-h', '--json'] },
    { id: 'status', argv: ['resize'] },
    { id: 'status', argv: ['--', 'curl', '-h', 'q1'] },
    { id: '-h', argv: ['status'] },
  ])('is help otherwise: $id $argv', async ({ id, argv }) => {
    expect(await refusal(id, argv)).toBeUndefined();
  });
});
