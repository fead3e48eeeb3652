import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packet } from '../server/server-stage.js';
import { gearctl, startGearctl } from '../support/run-gearctl.js';
import { WirePeer } from '../support/wire-peer.js';
import { makeFolder } from './serve-stage.js';

const GEARCTL = `${process.execPath} ${resolve('bin/gearctl.js')}`;

/** Starts a shell script with a server, and gives the first line that it prints. */
async function runScript(script: string) {
  const child = startGearctl(['serve', '--run', '--', 'sh', '-c', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close');
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, line: line.trimEnd(), ended };
}

describe('gearctl serve --run', () => {
  it('serves on a free port for as long as the command runs, in memory, and says nothing', async () => {
    const env = { XDG_STATE_HOME: makeFolder() };
    const script = `echo $GEARMAN_SERVERS; echo x | ${GEARCTL} submit f -b >/dev/null && ${GEARCTL} status`;
    const run = await gearctl(['serve', '--run', '--', 'sh', '-c', script], { env });
    expect(run).toMatchObject({ exit: 0, stderr: '' });
    const [address = '', status] = run.stdout.split('\n');
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(status).toBe('f\t1\t0\t0');
    expect(existsSync(join(env.XDG_STATE_HOME, 'gearctl'))).toBe(false);
    await expect(WirePeer.connect(Number(address.split(':')[1]))).rejects.toThrow('ECONNREFUSED');
  });

  it('has a store only if one is named, also on a port of its own choice', async () => {
    const folder = makeFolder();
    const env = { XDG_STATE_HOME: folder };
    const store = join(folder, 'jobs.sqlite');
    const listen = ['--listen', '0.0.0.0:0', '--listen', '127.0.0.2:0'];
    const script = `echo $GEARMAN_SERVERS; echo x | ${GEARCTL} submit f -b >/dev/null`;
    const run = await gearctl(['serve', ...listen, '--store', store, '--run', '--', 'sh', '-c', script], { env });
    expect(run).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^127\.0\.0\.1:\d+\n$/) });
    expect(existsSync(store)).toBe(true);
    expect(existsSync(join(folder, 'gearctl'))).toBe(false);
  });

  it('ends with the exit status of the command, however that ends', async () => {
    const folder = makeFolder();
    const notExecutable = join(folder, 'plain');
    writeFileSync(notExecutable, '');
    const lost = join(folder, 'lost');
    writeFileSync(lost, '#!/nonexistent/interpreter\n');
    chmodSync(lost, 0o755);
    for (const [command, exit] of [
      [['sh', '-c', 'exit 7'], 7],
      [['sh', '-c', 'kill -KILL $$'], 137],
      [[join(folder, 'missing')], 127],
      [['no-such-command-anywhere'], 127],
      [[notExecutable], 126],
      [[lost], 71],
      [[], 64],
    ] as const) {
      expect(await gearctl(['serve', '--run', '--', ...command])).toMatchObject({ exit, stdout: '' });
    }
    expect(await gearctl(['serve', '--', 'true'])).toMatchObject({ exit: 64, stdout: '' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on to the command', async (signal) => {
    const name = signal.slice(3);
    const { child, line, ended } = await runScript(`trap 'exit 9' ${name}; echo ready; while :; do sleep 0.05; done`);
    expect(line).toBe('ready');
    child.kill(signal);
    expect(await ended).toEqual([9, null]);
  });

  it('kills a command that goes on after a second signal', async () => {
    const { child, ended } = await runScript(`trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done`);
    child.kill('SIGTERM');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([137, null]);
  });

  it('does not wait for jobs when the command has ended', async () => {
    const { child, line, ended } = await runScript('echo $GEARMAN_SERVERS; read -r line; exit 3');
    const peer = await WirePeer.connect(Number(line.split(':')[1]));
    onTestFinished(() => peer.close());
    peer.send(Buffer.concat([packet('SUBMIT_JOB_BG', 'f', '', 'x'), packet('CAN_DO', 'f'), packet('GRAB_JOB')]));
    expect([(await peer.packet()).number, (await peer.packet()).number]).toEqual([8, 11]);
    const endedAt = performance.now();
    child.stdin.write('end\n');
    expect(await ended).toEqual([3, null]);
    expect(performance.now() - endedAt).toBeLessThan(10_000);
  });
});
