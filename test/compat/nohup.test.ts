import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askAdmin, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { until } from '../support/until.js';
import { startProgram } from './program-run.js';

let gearmand: Gearmand;
let worker: ChildProcess;
beforeEach(async () => {
  gearmand = await startGearmand();
});
afterEach(async () => {
  await stopProcess(worker);
  await gearmand.stop();
});

/** Starts a worker, which a shell becomes by a line, in a process group of its own. */
function start(line: string) {
  worker = spawn('bash', ['-c', line], {
    env: { PATH: process.env.PATH, NODE: process.execPath, PORT: `${gearmand.port}` },
    ...{ stdio: 'ignore', detached: true },
  });
}

const WORKER = '"$NODE" bin/gearman.js -h 127.0.0.1 -p "$PORT" -w -f q -- sh -c "kill -HUP \\$\\$; cat"';
const works = async () => /^q\t\d+\t\d+\t1$/m.test(await askAdmin(gearmand.port, 'status'));

it('a worker that nohup has started outlives a hangup, and so do its commands', async () => {
  start(`nohup ${WORKER}`);
  await until(works);
  const submit = () => startProgram('gearman', ['-h', '127.0.0.1', '-p', `${gearmand.port}`, '-f', 'q', 'x']).ended;
  expect(await submit()).toEqual({ status: 0, stdout: 'x', stderr: '' });
  process.kill(-(worker.pid ?? 0), 'SIGHUP');
  expect(await submit()).toEqual({ status: 0, stdout: 'x', stderr: '' });
  expect(worker.exitCode).toBe(null);
});

it('any other worker ends with a hangup', async () => {
  start(WORKER);
  await until(works);
  process.kill(-(worker.pid ?? 0), 'SIGHUP');
  expect(await once(worker, 'exit')).toEqual([null, 'SIGHUP']);
});
