import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { CommandWord } from '../../src/exec/command-request.js';
import { throughShell } from '../../src/exec/shell-words.js';

const PATH = { PATH: process.env.PATH };

function outputOf(
  command: readonly CommandWord[],
  env: Record<string, string | undefined> = PATH,
  ignoresPipe = false,
) {
  const [shell = '', ...args] = throughShell(command, env, { ignoresPipe });
  return execFileSync(shell, args, { env }).toString('latin1');
}

describe('a command that a shell becomes', () => {
  it('has its words as they are, also such as are no UTF-8', () => {
    expect(outputOf(['printf', '%s|', "it's", '$HOME', '*', '', 'a\n'])).toBe("it's|$HOME|*||a\n|");
    const bytes = Buffer.from('\xff\xfe\n\n', 'latin1');
    expect(outputOf(['printf', '%s|', bytes, "it's", ''])).toBe("\xff\xfe\n\n|it's||");
  });

  it('finds the environment as it is, with what a shell sets or drops by itself', () => {
    const env = { ...PATH, PWD: '/nowhere', SHLVL: '7', 'A.B': "it's", EMPTY: '' };
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    expect(outputOf(['env'], env).trimEnd().split('\n').sort()).toEqual(lines.sort());
    expect(outputOf(['env'])).toBe(`PATH=${PATH.PATH}\n`);
  });

  it('ignores SIGPIPE where it is to', () => {
    expect(outputOf(['grep', 'SigIgn', '/proc/self/status'])).toMatch(/^SigIgn:\t0+\n$/);
    expect(outputOf(['grep', 'SigIgn', '/proc/self/status'], PATH, true)).toMatch(/^SigIgn:\t0+1000\n$/);
  });
});
