import { describe, expect, it } from 'vitest';
import { workFixture } from './work-fixture.js';

const { run, start, file } = workFixture();

describe('gearctl work --config', () => {
  it('does what the file says of each function, and of those that --only names no others', async () => {
    const path = file(
      'pool.yaml',
      [
        'defaults: {timeout: 10s}',
        'functions:',
        '  upper: {command: [tr, a-z, A-Z]}',
        `  day: {shell: 'echo "$1"', args: ["{.day}"]}`,
        '  left: {command: [cat]}',
      ].join('\n'),
    );
    const worker = await start(['--config', path, '--only', 'upper,day']);
    expect((await run('submit', 'upper', 'hello')).stdout).toBe('HELLO');
    expect((await run('submit', 'day', '{"day":"monday"}')).stdout).toBe('monday\n');
    expect(worker.log()).toContain(' ready  upper ×1  day ×1   ');
    expect(await worker.end()).toBe(0);
  });

  it('reads the file again on HUP, says what is new, and changes nothing for one with mistakes', async () => {
    const path = file('reload.yaml', 'functions: {again: {command: [echo, one]}}\n');
    const worker = await start(['--config', path]);
    expect((await run('submit', 'again')).stdout).toBe('one\n');
    file('reload.yaml', 'functions: {again: {comand: [echo, two]}}\n');
    worker.child.kill('SIGHUP');
    await worker.logged(`nothing is changed: 2 mistakes in the settings; ${path}:1:`);
    expect((await run('submit', 'again')).stdout).toBe('one\n');
    file('reload.yaml', 'functions: {again: {command: [echo, two]}, more: {command: [cat]}}\n');
    worker.child.kill('SIGHUP');
    await worker.logged('reloaded: + more ×1; ~ again: command\n');
    expect((await run('submit', 'again')).stdout).toBe('two\n');
    expect(await worker.end()).toBe(0);
  });

  it('--check says how many functions there are, or where each mistake is, and ends with 78', async () => {
    const good = file('good.yaml', 'functions: {f: {command: [cat]}}\n');
    expect(await run('work', '--config', good, '--check')).toEqual({
      ...{ stdout: `${good}: 1 function, ok\n`, stderr: '', exit: 0 },
    });
    const bad = file('bad.yaml', 'functions:\n  f: {command: [cat], jobs: many}\n  g: {command: [cat], nicer: 1}\n');
    const { stderr, exit } = await run('work', '--config', bad, '--check');
    expect(exit).toBe(78);
    expect(stderr).toContain(`\n${bad}:2:29: 'many' is no number of jobs`);
    expect(stderr).toContain(`\n${bad}:3:23: 'nicer' is no setting here`);
  });

  it('takes no functions and no command besides', async () => {
    const { stderr, exit } = await run('work', 'f', '--config', 'x.yaml', '--', 'cat');
    expect(exit).toBe(64);
    expect(stderr).toContain('--config says what to do: there can be no function and no command besides\n');
  });
});

describe('gearctl work --print-unit', () => {
  it('prints a service that starts this command line where it was written', async () => {
    const { stdout, exit } = await run('work', '--config', 'w.yaml', '--print-unit', 'systemd', '--sd-notify');
    expect(exit).toBe(0);
    expect(stdout).toContain(`\nType=notify\nNotifyAccess=all\nWorkingDirectory=${process.cwd()}\n`);
    expect(stdout).toMatch(/\nExecStart=\S+ \S*bin\/gearctl\.js work --config w\.yaml --sd-notify\n/);
  });
});
