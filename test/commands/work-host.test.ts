import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workFixture } from './work-fixture.js';

const { run, start, path } = workFixture();

describe('gearctl work --journal', () => {
  it('keeps how jobs ended, for results and job status', async () => {
    const worker = await start(['kept', '--', 'sh', '-c', 'cat; exit 3']);
    const { stdout } = await run('submit', '-b', '--wait', 'kept', 'hello');
    const handle = stdout.trim().split('\n')[0] ?? '';
    expect((await run('results', 'get', handle)).stdout).toBe('hello');
    const [outcome] = JSON.parse((await run('results', 'list', '--json')).stdout).results;
    expect(outcome).toMatchObject({ handle, function: 'kept', outcome: 'fail', exit_code: 3 });
    expect((await run('job', 'wait', handle)).exit).toBe(1);
    expect(await worker.end()).toBe(0);
  });
});

describe('gearctl work --sd-notify', () => {
  it('tells systemd when it is ready and when it ends', async () => {
    writeFileSync(path('systemd-notify'), `#!/bin/sh\necho "$@" >> ${path('told')}\n`, { mode: 0o755 });
    const env = { PATH: `${path('.')}:${process.env.PATH}`, NOTIFY_SOCKET: path('socket') };
    const worker = await start(['--sd-notify', 'notified', '--', 'cat'], env);
    expect(await worker.end()).toBe(0);
    const told = readFileSync(path('told'), 'utf8');
    expect(told).toMatch(/READY=1|--ready/);
    expect(told).toMatch(/STOPPING=1|--stopping/);
  });
});

describe('gearctl work as somebody else', () => {
  it('runs its commands as another user, or becomes that user; only root can', async () => {
    await run('submit', '-b', 'who');
    const script = 'id -un >&2; echo $HOME >&2; ps -o user= -p $GEARMAN_WORKER_PID >&2';
    const work = (flag: string) =>
      run('work', '-c', '1', '--journal', 'none', 'who', flag, 'nobody', '--', 'sh', '-c', script);
    const user = await work('--user');
    if (process.getuid?.() !== 0) {
      expect(user.exit).toBe(77);
      expect((await work('--drop-privileges')).exit).toBe(77);
      return;
    }
    expect(user.stderr).toMatch(/: nobody\n.*: \/nonexistent\n.*: root\n/);
    await run('submit', '-b', 'who');
    expect((await work('--drop-privileges')).stderr).toMatch(/: nobody\n.*: \/nonexistent\n.*: nobody\n/);
  });
});
