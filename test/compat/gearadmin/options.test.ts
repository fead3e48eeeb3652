import { describe, expect, it } from 'vitest';
import { ours, theirs } from './programs.js';

/** Where nobody listens. */
const DEAD = ['-h', '127.0.0.1', '-p', '1'];

/** Command lines that end before there is a connection, or without one. */
const COMMAND_LINES: readonly (readonly string[])[] = [
  [],
  ['--'],
  ['--help'],
  ['--he', '--status', ...DEAD],
  ['--help', '--bogus'],
  ['--bogus'],
  ['--bogus=1'],
  ['---status'],
  ['--STATUS'],
  ['-status'],
  ['-x'],
  ['-Sx'],
  ['--h'],
  ['--h=1'],
  ['--s'],
  ['--show'],
  ['--p=2'],
  ['--status=1'],
  ['--stat=1'],
  ['--port='],
  ['--p='],
  ['--='],
  ['--=x'],
  ['--port'],
  ['-p'],
  ['-p', '-S'],
  ['-p', '--port='],
  ['-p', '--=x', '--status', '-h', '127.0.0.1'],
  ['--host', '-p', '--status'],
  ['--create-function', '-h'],
  ['--status', '--status'],
  ['--stat', '--status'],
  ['-p1', '--port=2'],
  ['-SS'],
  ['-', '', 'word', '--', '--bogus'],
  [...DEAD, '--status', 'word', '--', '--bogus'],
  [...DEAD, '--stat'],
  [...DEAD, '--cancel-job', '-Sx'],
  ['-h127.0.0.1', '-p1', '--show-j'],
  ['--ho=127.0.0.1', '--po=1', '--w'],
  ['-h', '', '--status'],
  ['-h', 'no.such.host.invalid', '--status'],
  ['-h', 'a b', '--status'],
  ['-h=127.0.0.1', '-p1', '--status'],
  ['-h', '127.0.0.1', '-p', 'no-such-service', '--status'],
  ['-h', '127.0.0.1', '-p', '-1', '--status'],
  ['-h', '127.0.0.1', '-p', '', '--status'],
  ['-h', '127.0.0.1', '-p', '65537', '--status'],
];

describe('a command line', () => {
  it.each(COMMAND_LINES.map((argv) => ({ argv })))('$argv is read as gearadmin reads it', async ({ argv }) => {
    const [their, our] = await Promise.all([theirs(argv), ours(argv)]);
    expect({ status: our.status, stdout: our.stdout }).toEqual({ status: their.status, stdout: their.stdout });
    expect(our.stderr.split(' ')[0]).toBe(their.stderr.split(' ')[0]);
  });

  it('may have bytes that are no UTF-8, which are said again as they are', async () => {
    const our = await ours(['--caf\u00e9']);
    expect(our.stdout).toMatch(/^gearadmin : unrecognised option '--caf\u00c3\u00a9'\n\nOptions:\n/);
  });
});
