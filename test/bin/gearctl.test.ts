import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { nearestCommand, reportEscaped } from '../../bin/escaped.mjs';
import packageJson from '../../package.json' with { type: 'json' };

async function gearctl(argv: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['bin/gearctl.js', ...argv], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status };
}

describe('bin/gearctl.js', () => {
  it('prints help and succeeds when it is given nothing', async () => {
    const { stdout, stderr, status } = await gearctl([]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain('USAGE');
  });

  it('prints its version', async () => {
    const { stdout, status } = await gearctl(['--version']);
    expect({ name: stdout.split(' ')[0], status }).toEqual({ name: `gearctl/${packageJson.version}`, status: 0 });
  });

  it.each([['server', 'ping'], ['results', 'tail'], ['demo']])(
    'takes a word behind `%s %s` for one too many, not for part of the name',
    async (...words) => {
      const { stderr, status } = await gearctl([...words, 'extra']);
      expect(status).toBe(64);
      expect(stderr).toMatch(/^gearctl: unexpected argument: extra/);
    },
  );

  it.each([
    { argv: ['frobnicate'], named: 'frobnicate' },
    { argv: ['frobnicate', '--help'], named: 'frobnicate' },
    { argv: ['frobnicate', 'it', '-s', 'x'], named: 'frobnicate it' },
  ])('answers $argv with one line and status 64', async ({ argv, named }) => {
    expect(await gearctl(argv)).toEqual({
      stdout: '',
      stderr: `gearctl: there is no command "${named}" (gearctl --help lists them)\n`,
      status: 64,
    });
  });

  it('ends at SIGUSR1, to which Node would open its debugger', async () => {
    const child = spawn(process.execPath, ['bin/gearctl.js', 'serve', '--listen', '127.0.0.1:0', '--store', 'none'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGUSR1');
    expect(await once(child, 'close')).toEqual([null, 'SIGUSR1']);
  });

  it('looks for no TypeScript sources when NODE_ENV says development', async () => {
    const { stderr, status } = await gearctl(['--help'], { NODE_ENV: 'development' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('ends silently with status 141 when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, ['bin/gearctl.js', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 141 });
  });
});

describe('reportEscaped', () => {
  it('says nothing of an error that only carries an exit status', async () => {
    const exit = Object.assign(new Error('EEXIT: 5'), { code: 'EEXIT', oclif: { exit: 5 } });
    expect(await reportEscaped(exit, [])).toEqual({ text: '', status: 5 });
  });

  it("gives oclif's errors in one line with their status", async () => {
    const usage = Object.assign(new Error('too many words'), { oclif: { exit: 64 } });
    expect(await reportEscaped(usage, [])).toEqual({ text: 'gearctl: too many words\n', status: 64 });
  });

  it('gives the stack of any other error, for it is a bug', async () => {
    const bug = new TypeError('x is not a function');
    expect(await reportEscaped(bug, [])).toEqual({ text: `gearctl: ${bug.stack}\n`, status: 70 });
  });
});

describe('nearestCommand', () => {
  const commands = ['status', 'submit', 'job list', 'job wait'];

  it.each([
    { typed: ['submti'], meant: 'submit' },
    { typed: ['satus', 'q1'], meant: 'status' },
    { typed: ['job', 'lsit'], meant: 'job list' },
    { typed: ['frobnicate'], meant: undefined },
  ])('takes $typed for $meant', ({ typed, meant }) => {
    expect(nearestCommand(typed, commands)).toBe(meant);
  });
});
