/**
 * Reports of workers that a strict server answers with an error, of which the worker dies, or does its job over and over.
 * They are taken as they are meant.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askAdmin, runForeignClient, startForeignWorker, startScript, stopProcess } from '../support/foreign-peers.js';
import { until } from '../support/until.js';
import { type RunningServer, SERVERS } from './both-servers.js';

let server: RunningServer;
let worker: ChildProcess;

beforeEach(async () => {
  server = await SERVERS['this server']();
});
afterEach(async () => {
  await stopProcess(worker);
  await server.stop();
});

/** Submits three jobs, and waits until the worker, which must be still there, has done them all. */
async function doesThreeJobs(functionName: string): Promise<void> {
  for (let jobs = 0; jobs < 3; jobs++) {
    await runForeignClient('perl', server.port, functionName, Buffer.from('w'), 'background');
  }
  const done = `${functionName}\t0\t0\t1\n`;
  await until(async () => (await askAdmin(server.port, 'status')).includes(done), 3000);
}

describe('a worker in Perl', () => {
  it('whose function returns nothing says WORK_COMPLETE without a NUL, and the job is done', async () => {
    worker = await startForeignWorker('perl', server.port, 'f', 'nothing');
    await doesThreeJobs('f');
    const run = await runForeignClient('perl', server.port, 'f', Buffer.from('w'));
    expect(run).toMatchObject({ exitCode: 0, stdout: Buffer.alloc(0) });
  });

  it('whose function dies says WORK_EXCEPTION and WORK_FAIL, and lives', async () => {
    worker = await startForeignWorker('perl', server.port, 'f', 'exception');
    await doesThreeJobs('f');
  });
});

describe('a worker of abraxas', () => {
  it('whose function fails says WORK_EXCEPTION and WORK_FAIL, and lives', async () => {
    worker = startScript('abraxas-worker.cjs', `${server.port}`);
    worker.stdout?.resume();
    worker.stderr?.resume();
    await until(async () => (await askAdmin(server.port, 'status')).includes('fail\t0\t0\t1\n'));
    await doesThreeJobs('fail');
  });
});
