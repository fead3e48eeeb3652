import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineServer, ours, Sink } from './programs.js';

const ANSWERS: Readonly<Record<string, string>> = {
  'cancel job gone': 'ERR UNKNOWN_JOB\r\n',
  'create function a b': 'ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+create\r\n',
  'drop function busy': 'ERR there are still connected workers or executing clients\r\n',
  'drop function gone': 'ERR function not found\r\n',
  prioritystatus: 'ERR UNKNOWN_COMMAND Unknown+server+commandprioritystatus\r\n',
  status: '.\n',
};

describe('the exit status', () => {
  let server: LineServer;
  beforeAll(async () => {
    server = await LineServer.start((line) => [ANSWERS[line] ?? 'OK\r\n']);
  });
  afterAll(() => server.stop());

  const run = (argv: readonly string[], env: NodeJS.ProcessEnv, stdout?: Sink) =>
    ours(['-h', '127.0.0.1', '-p', `${server.port}`, ...argv], env, stdout);

  it.each([['--drop-function=busy'], ['--drop-function=gone'], ['--priority-status']])(
    'is 1 when the server says no to %s, unless it is to be as of old',
    async (option) => {
      const argv = [option, '--status'];
      expect(await run(argv, {})).toMatchObject({
        status: 1,
        stdout: '.\n',
        stderr: expect.stringMatching(/^Error: /),
      });
      expect(await run(argv, { GEARMAN_LEGACY_EXIT: '0' })).toMatchObject({ status: 1 });
      expect(await run(argv, { GEARMAN_LEGACY_EXIT: '1' })).toMatchObject({ status: 0, stdout: '.\n' });
    },
  );

  it('is 0 for a job that is not there, and for names that are none', async () => {
    for (const option of ['--cancel-job=gone', '--create-function=a b']) {
      expect(await run([option], {})).toMatchObject({ status: 0, stdout: '' });
    }
  });

  it('is that of a program that SIGPIPE stops when nobody reads stdout any more', async () => {
    const before = server.received.length;
    expect(await run(['--getpid', '--cancel-job=a'], {}, new Sink('EPIPE'))).toMatchObject({ status: 141, stderr: '' });
    expect(server.received.slice(before)).toEqual(['getpid']);
  });

  it('is 1 when stdout takes nothing, and what was asked for is done all the same', async () => {
    const before = server.received.length;
    expect(await run(['--getpid', '--cancel-job=a'], {}, new Sink('ENOSPC'))).toMatchObject({
      status: 1,
      stderr: 'Error: cannot write: ENOSPC\n',
    });
    expect(server.received.slice(before)).toEqual(['getpid', 'cancel job a']);
  });

  it('is 1 when stdout does not take the help, unless it is to be as of old', async () => {
    const stderr = 'Error: cannot write: ENOSPC\n';
    expect(await run(['--help'], {}, new Sink('ENOSPC'))).toMatchObject({ status: 1, stderr });
    expect(await run(['--help'], { GEARMAN_LEGACY_EXIT: '1' }, new Sink('ENOSPC'))).toMatchObject({
      status: 0,
      stderr,
    });
    expect(await run(['--bogus'], { GEARMAN_LEGACY_EXIT: '1' }, new Sink('ENOSPC'))).toMatchObject({ status: 1 });
  });
});
