/** Workers written by others that report on jobs which they do not hold any more: gearmand's answer ends them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stopProcess } from '../../support/foreign-peers.js';
import { until } from '../../support/until.js';
import { packet, ServerStage } from '../server-stage.js';

const PROGRAMS = {
  perl: ['perl', 'test/server/late-reports/worker.pl'],
  php: ['php', 'test/server/late-reports/worker.php'],
} as const;

let stage: ServerStage;
let directory: string;
let worker: ChildProcess | undefined;
beforeEach(async () => {
  stage = await ServerStage.start();
  directory = await mkdtemp(join(tmpdir(), 'gearctl-'));
});
afterEach(async () => {
  await stopProcess(worker);
  await stage.stop();
  await rm(directory, { recursive: true });
});

describe.each(['perl', 'php'] as const)('a worker in %s', (language) => {
  beforeEach(async () => {
    const [program, script] = PROGRAMS[language];
    const env = { ...process.env, MARK: join(directory, 'mark') };
    worker = spawn(program, [script, `${stage.server.port}`, 'f'], { stdio: 'ignore', env });
    const admin = await stage.join();
    await until(async () => (await stage.list(admin, 'workers')).some((row) => row.endsWith(': f')));
  });

  it.each([
    ['takes too long for a job', 'late'],
    ['reports an exception and then a failure', 'die'],
  ])('that %s goes on with the next', async (_what, workload) => {
    const client = await stage.join();
    await stage.ask(client, 'SUBMIT_JOB', 'f', '', workload);
    await client.until(() => client.pending.length > 0, 'the outcome', 10_000);
    const outcome = await client.packet();
    // The job that took too long is done when it comes again; the other one has failed.
    expect(outcome.number).toBe(workload === 'late' ? 13 : 14);
    client.send(packet('SUBMIT_JOB', 'f', '', 'on'));
    await client.packet();
    expect((await client.packet()).body).toMatch(new RegExp(`\0done ${worker?.pid}$`));
    expect(worker?.exitCode).toBeNull();
  });
});
