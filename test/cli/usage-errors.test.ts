import { Args, Config, Flags, Parser } from '@oclif/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { durationFlag } from '../../src/cli/flags/duration.js';
import { outputFlags } from '../../src/cli/flags/output.js';
import { usageErrorFrom } from '../../src/cli/usage-errors.js';
import { UsageError } from '../../src/errors.js';

const input = {
  args: { function: Args.string({ required: true, description: 'The function', ignoreStdin: true }) },
  flags: {
    ...outputFlags,
    timeout: durationFlag({ char: 't' }),
    count: Flags.integer({ char: 'c', min: 1 }),
    each: Flags.boolean({ dependsOn: ['count'] }),
  },
};

async function refusal(argv: string[]): Promise<unknown> {
  try {
    await Parser.parse(argv, input);
  } catch (error) {
    return usageErrorFrom(error, 'gearctl test');
  }
  return undefined;
}

describe('a command line that makes no sense', () => {
  // oclif words some of its errors by what it has loaded.
  beforeAll(async () => void (await Config.load(process.cwd())));

  it.each([
    [['f', '--nope'], 'there is no flag --nope'],
    [['f', '--nope', '-Z'], 'there is no flag --nope and no flag -Z'],
    [[], 'FUNCTION is missing'],
    [['f', 'g', 'h'], 'unexpected arguments: g, h'],
    [['f', '-o', 'xml'], 'expected --output=xml to be one of: auto, table, plain, json, jsonl, csv, tsv'],
    [['f', '-c', 'x'], '--count: expected an integer but received: x'],
    [['f', '--each'], '--each needs --count'],
    [['f', '-c'], 'flag --count expects a value'],
    [['f', '-c', '1', '-c', '2'], 'flag --count can only be specified once'],
    [['f', '--json', '--plain'], '--json and --plain cannot be given together'],
  ])('%j is told in one line', async (argv, message) => {
    const error = await refusal(argv);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message: expect.stringContaining(message), hint: 'gearctl test --help' });
    expect(error).toMatchObject({ message: expect.not.stringMatching(/\n|See more help/) });
  });

  it("keeps what a flag's own parser said, with its hint and the name of the flag", async () => {
    expect(await refusal(['f', '-t', 'soon'])).toMatchObject({
      code: 'USAGE',
      message: "--timeout: 'soon' is no duration",
      hint: expect.stringContaining('write 500ms'),
    });
  });

  it('leaves alone what is no such error', () => {
    const bug = new TypeError('x');
    expect(usageErrorFrom(bug, 'gearctl test')).toBe(bug);
  });
});
