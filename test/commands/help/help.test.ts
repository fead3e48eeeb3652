import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../src/cli/exit-codes.js';
import { exitCodesSchema } from '../../../src/cli/schemas/exit-codes.js';
import { SCHEMAS } from '../../../src/cli/schemas/index.js';
import { violations } from '../../support/json-schema.js';
import { gearctl } from '../../support/run-gearctl.js';

describe('gearctl help', () => {
  it.each([
    { argv: ['help'], shown: 'COMMANDS' },
    { argv: ['help', 'status'], shown: '$ gearctl status [FUNCTION|GLOB|/REGEX/]... [FLAGS]' },
    { argv: ['help', 'server', 'ping'], shown: '$ gearctl server ping [FLAGS]' },
    { argv: ['help', 'server'], shown: 'server info' },
    { argv: ['status', '--help'], shown: 'EXAMPLES' },
    { argv: ['status', '-h'], shown: 'EXAMPLES' },
  ])('shows the help that $argv asks for', async ({ argv, shown }) => {
    const { stdout, stderr, exit } = await gearctl(argv);
    expect(stdout).toContain(shown);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
  });

  it('ends with 64 for a command that is not there', async () => {
    expect(await gearctl(['help', 'no', 'such'])).toEqual({
      stdout: '',
      stderr: "gearctl: there is no command 'no such'\n  Try: gearctl help\n",
      exit: 64,
    });
  });
});

describe('gearctl help exit-codes', () => {
  it('prints every exit code in the order of their numbers', async () => {
    const { stdout, exit } = await gearctl(['help', 'exit-codes']);
    expect(stdout).toBe(EXIT_CODES.map(({ code, name, when }) => `${code}\t${name}\t${when}\n`).join(''));
    expect(exit).toBe(0);
  });

  it('prints JSON as its schema says', async () => {
    const { stdout } = await gearctl(['help', 'exit-codes', '--json']);
    expect(violations(JSON.parse(stdout), exitCodesSchema)).toEqual([]);
  });
});

describe('gearctl help schema', () => {
  it('names the schemas, and prints each as JSON Schema', async () => {
    const { stdout } = await gearctl(['help', 'schema']);
    expect(stdout.trimEnd().split('\n')).toEqual(Object.keys(SCHEMAS));
    const status = await gearctl(['help', 'schema', 'status']);
    expect(JSON.parse(status.stdout)).toEqual(SCHEMAS.status);
  });

  it('ends with 4 for a schema that is not there', async () => {
    const { stderr, exit } = await gearctl(['help', 'schema', 'nosuch']);
    expect(stderr).toContain("gearctl: there is no schema 'nosuch'\n  Try: one of bench, ");
    expect(exit).toBe(4);
  });
});
