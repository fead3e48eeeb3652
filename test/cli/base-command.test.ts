import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

/** Runs a command whose body is `run`, with `argv`, and tells how that ended. */
async function command(
  run: string,
  argv: string[] = [],
  env: NodeJS.ProcessEnv = {},
  stdout: 'pipe' | number = 'pipe',
) {
  const code = `
    import * as errors from './dist/errors.js';
    import { BaseCommand } from './dist/cli/base-command.js';
    import { jsonFlags } from './dist/cli/flags/output.js';
    import { timeoutFlag } from './dist/cli/flags/watch.js';
    class Test extends BaseCommand {
      static id = 'test';
      static flags = { ...jsonFlags, timeout: timeoutFlag };
      async run() {
        const { flags } = await this.parse(Test);
        ${run}
      }
    }
    await Test.run(${JSON.stringify(argv)}, process.cwd());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
  const [out, err, [status]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout: out, stderr: err, status };
}

describe('a command', () => {
  it('ends with 0 when it did what it was asked', async () => {
    expect(await command("this.stdout.write('done')")).toEqual({ stdout: 'done', stderr: '', status: 0 });
  });

  it('shows an error in a few lines, and never a stack', async () => {
    const run = "throw new errors.InputFileError('cannot read x', { hint: 'look for it' })";
    expect(await command(run, ['--verbose'])).toEqual({
      stdout: '',
      stderr: 'gearctl: cannot read x\n  Try: look for it\n',
      status: 66,
    });
  });

  it.each([
    ['--json', { schema: 'gearctl/error/1' }],
    ['--jsonl', { type: 'error' }],
  ])('prints the error as an object besides with %s, and ends with the same code', async (flag, lead) => {
    const { stdout, status } = await command("throw new errors.NotFoundError('no such thing')", [flag]);
    expect(JSON.parse(stdout)).toEqual({ ...lead, error: { code: 'NOT_FOUND', exit: 4, message: 'no such thing' } });
    expect(status).toBe(4);
  });

  it('says of its own bugs that they are bugs, and where only when it is asked', async () => {
    const run = 'undefined.property';
    const brief = await command(run);
    expect(brief.stderr).toMatch(/^gearctl: this is a bug in gearctl: .+\n {2}Try: run it again with --verbose.+\n$/);
    expect(brief.status).toBe(70);
    for (const verbose of [await command(run, ['-v']), await command(run, [], { DEBUG: 'gearctl:*' })]) {
      expect(verbose.stderr).toMatch(/\n {4}at /);
    }
  });

  it('can end with another code although it did its work', async () => {
    const run = "this.stdout.write('rows'); this.conclude('PARTIAL', '1 of 2 is missing', { hint: 'find it' })";
    expect(await command(run, ['--json'])).toEqual({
      stdout: 'rows',
      stderr: 'gearctl: 1 of 2 is missing\n  Try: find it\n',
      status: 3,
    });
  });

  it('gives hints unless it is to be quiet', async () => {
    const run = "this.notice('by the way')";
    expect((await command(run)).stderr).toBe('gearctl: by the way\n');
    expect((await command(run, ['-q'])).stderr).toBe('');
  });

  it('colours its errors on terminals and where colour is forced', async () => {
    const run = "throw new errors.UsageError('no')";
    expect((await command(run)).stderr).toBe('gearctl: no\n');
    expect((await command(run, ['--color', 'always'])).stderr).toBe('\x1b[31mgearctl:\x1b[39m no\n');
    expect((await command(run, ['--color', 'never'], { FORCE_COLOR: '1' })).stderr).toBe('gearctl: no\n');
  });

  it('ends with 124 when its time has passed', async () => {
    const run = `
      const signal = this.interruptible(flags.timeout);
      await new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(
        new errors.AbortedError('given up', { cause: signal.reason }))));`;
    expect(await command(run, ['-t', '10ms'])).toEqual({
      stdout: '',
      stderr: 'gearctl: the time given by --timeout has passed\n',
      status: 124,
    });
    expect((await command(run, [], { GEARCTL_TIMEOUT: '0.01' })).status).toBe(124);
  });

  it.each([
    "this.stdout.write('x')",
    "this.interruptible(); this.stdout.write('x'); await new Promise((resolve) => setTimeout(resolve, 50))",
    "throw new errors.NotFoundError('x')",
  ])('ends with 74 when its output cannot be written: %s', async (run) => {
    const full = openSync('/dev/full', 'w');
    const { stderr, status } = await command(run, ['--json'], {}, full);
    closeSync(full);
    expect(stderr).toContain('gearctl: cannot write the output: no space left on device\n');
    expect(status).toBe(74);
  });
});
