/** Clients, workers and tools written by others, against this server. */
import { type ChildProcess, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Language,
  runForeignClient,
  startForeignWorker,
  stopProcess,
  type WorkerMode,
} from '../support/foreign-peers.js';
import { packet, ServerStage } from './server-stage.js';

const LANGUAGES: readonly Language[] = ['c', 'php', 'perl'];

let stage: ServerStage;
let workers: ChildProcess[];

async function work(language: Language, functionName: string, mode?: WorkerMode): Promise<void> {
  workers.push(await startForeignWorker(language, stage.server.port, functionName, mode));
}

beforeEach(async () => {
  stage = await ServerStage.start();
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker)));
  await stage.stop();
});

describe.each(LANGUAGES)('a worker in %s', (workerLanguage) => {
  it.each(LANGUAGES)('does the job of a client in %s, byte for byte', async (clientLanguage) => {
    await work(workerLanguage, 'echo');
    // The C worker writes the whole workload to its command before it reads: more than a pipe holds stops both.
    const workload = randomBytes(workerLanguage === 'c' ? 50_000 : 300_000);
    const run = await runForeignClient(clientLanguage, stage.server.port, 'echo', workload);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout.equals(workload)).toBe(true);
  });

  it.each(LANGUAGES)('tells a client in %s that its job failed', async (clientLanguage) => {
    await work(workerLanguage, 'f', 'fail');
    const run = await runForeignClient(clientLanguage, stage.server.port, 'f', Buffer.from('w'));
    expect(run.exitCode).toBe(1);
  });

  it.each(LANGUAGES)('takes the background job of a client in %s', async (clientLanguage) => {
    const run = await runForeignClient(clientLanguage, stage.server.port, 'f', Buffer.from('w'), 'background');
    expect(run).toMatchObject({ exitCode: 0 });
    await work(workerLanguage, 'f', 'length');
    const admin = await stage.join();
    await expect.poll(() => stage.list(admin, 'status'), { timeout: 5000 }).toEqual(['f\t0\t0\t1']);
  });
});

describe.each(['php', 'perl'] as const)('an exception of a worker in %s', (language) => {
  beforeEach(async () => {
    await work(language, 'f', 'exception');
  });

  it('reaches a client that wants it', async () => {
    const run = await runForeignClient('php', stage.server.port, 'f', Buffer.from('w'));
    expect(run.stderr).toContain('no decode delegate');
  });

  it('ends the wait of a client that does not', async () => {
    const run = await runForeignClient('c', stage.server.port, 'f', Buffer.from('w'));
    expect(run.exitCode).toBe(1);
  });
});

describe('gearadmin', () => {
  async function gearadmin(...args: string[]): Promise<string> {
    const { port } = stage.server;
    const { stdout, stderr } = await promisify(execFile)('gearadmin', ['-h', '127.0.0.1', '-p', `${port}`, ...args]);
    return stdout + stderr;
  }

  it('shows functions, jobs and workers', async () => {
    const client = await stage.join();
    client.send(Buffer.concat([packet('CAN_DO', 'g'), packet('SUBMIT_JOB_BG', 'f', 'u', 'w')]));
    const handle = (await client.packet()).body;
    expect(await gearadmin('--status')).toBe('g\t0\t0\t1\nf\t1\t0\t0\n.\n');
    expect(await gearadmin('--priority-status')).toBe('g\t0\t0\t0\t1\nf\t0\t1\t0\t0\n.\n');
    expect(await gearadmin('--show-jobs')).toBe(`${handle}\t0\t0\t1\n.\n`);
    expect(await gearadmin('--show-unique-jobs')).toBe('u\n.\n');
    expect(await gearadmin('--workers')).toMatch(/^1 127\.0\.0\.1 - : g\n\d+ 127\.0\.0\.1 - :\n\.\n$/);
  });

  it('tells the server apart', async () => {
    expect(await gearadmin('--server-version')).toMatch(/^gearctl-\d+\.\d+\.\d+/);
    expect(await gearadmin('--getpid')).toBe(`${process.pid}\n`);
    expect(await gearadmin('--server-verbose')).toBe('ERROR\n');
  });

  it('creates and drops functions and cancels jobs', async () => {
    const client = await stage.join();
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w');
    await gearadmin('--create-function=made');
    expect(await gearadmin('--status')).toContain('made\t0\t0\t0\n');
    await gearadmin('--drop-function=made');
    expect(await gearadmin('--status')).not.toContain('made');
    expect(await gearadmin('--drop-function=made')).toContain('function not found');
    await gearadmin(`--cancel-job=${handle}`);
    expect(await client.packet()).toEqual({ magic: 'RES', number: 14, body: handle });
  });
});
