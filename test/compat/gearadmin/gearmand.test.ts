import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { request, WirePeer } from '../../support/wire-peer.js';
import { ours, theirs } from './programs.js';

const [CAN_DO, ECHO_REQ, SUBMIT_JOB_BG] = [1, 16, 18];

describe('a gearmand that is asked', () => {
  let gearmand: Gearmand;
  let worker: WirePeer;
  let handles: string[];
  beforeAll(async () => {
    gearmand = await startGearmand();
    worker = await WirePeer.connect(gearmand.port);
    for (let i = 0; i < 10_000; i++) worker.send(request(CAN_DO, `function ${i}`));
    for (const name of ['with\nline end', 'OK odd', 'last']) worker.send(request(CAN_DO, name));
    for (const data of ['a', 'b', 'c']) worker.send(request(SUBMIT_JOB_BG, 'waiting', '', data));
    handles = [];
    for (let i = 0; i < 3; i++) handles.push(`${(await worker.packet()).body}`);
    worker.send(request(ECHO_REQ, 'done'));
    await worker.packet();
  });
  afterAll(async () => {
    await worker.close();
    await gearmand.stop();
  });

  const asked = (...argv: string[]) => [`--port=${gearmand.port}`, '--host', 'localhost', ...argv];

  it.each([
    ['--status'],
    ['--priority-status'],
    ['--show-jobs'],
    ['--show-unique-jobs'],
    ['--server-version'],
    ['--server-verbose'],
    ['--getpid'],
    ['--status', '--show-jobs', '--getpid', '--create-function=function 1', '--server-version'],
    ['--create-function', 'two words'],
    ['--create-function', 'one name of seven words is too'],
    ['--drop-function', 'no such function'],
    ['--drop-function', 'nosuch'],
    ['--drop-function', 'last'],
    ['--cancel-job=nosuch'],
  ])('answers both programs alike: %s %s %s %s %s', async (...argv) => {
    expect(await ours(asked(...argv))).toEqual(await theirs(asked(...argv)));
  });

  it('lists its connections to both, but for the one that asks', async () => {
    const lines = ({ stdout }: { stdout: string }) => stdout.split('\n').filter((line) => line.includes('function 1'));
    const their = lines(await theirs(asked('--workers')));
    expect(their).toHaveLength(1);
    expect(lines(await ours(asked('--workers')))).toEqual(their);
  });

  it('does what it is told', async () => {
    expect(await ours(asked('--cancel-job', handles[1] ?? ''))).toEqual({ status: 0, stdout: 'OK\n', stderr: '' });
    const { stdout } = await theirs(asked('--show-jobs'));
    expect(stdout).toContain(`${handles[1]}\t0\t1\t0\n`);
    for (const option of ['--create-function', '--drop-function'])
      expect(await ours(asked(option, 'new'))).toEqual({ status: 0, stdout: 'OK\n', stderr: '' });
  });
});
