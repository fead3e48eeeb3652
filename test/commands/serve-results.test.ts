import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packet } from '../server/server-stage.js';
import type { WirePeer } from '../support/wire-peer.js';
import { makeFolder, type Serving, serve } from './serve-stage.js';

/** Asks a question whose answer is one line: a document, or a refusal. */
async function question(server: Serving, line: string) {
  const peer = await server.join();
  peer.send(`${line}\n`);
  const answer = await peer.text('\n');
  await peer.close();
  return answer.startsWith('{') ? JSON.parse(answer) : answer.trimEnd();
}

/** Submits background jobs and gives their handles. */
async function submit(peer: WirePeer, ...workloads: string[]): Promise<string[]> {
  const handles: string[] = [];
  for (const workload of workloads) {
    peer.send(packet('SUBMIT_JOB_BG', 'f', `u-${workload}`, workload));
    handles.push((await peer.packet()).body);
  }
  return handles;
}

/** Lets a worker have the next job, and end it. */
async function work(worker: WirePeer, end: (handle: string) => Buffer): Promise<void> {
  worker.send(packet('GRAB_JOB'));
  const { number, body } = await worker.packet();
  expect(number).toBe(11);
  worker.send(Buffer.concat([end(body.split('\0')[0] ?? ''), packet('ECHO_REQ', 'ended')]));
  expect((await worker.packet()).body).toBe('ended');
}

describe('the outcomes that gearctl serve keeps with --results', () => {
  it('tell how jobs ended, also after a kill -9, and are counted', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const server = await serve(['--store', store, '--results', '10']);
    const [client, worker] = [await server.join(), await server.join()];
    const [done = '', failed = '', broken = '', waiting = ''] = await submit(client, 'one', 'two', 'three', 'four');
    worker.send(packet('CAN_DO', 'f'));
    await work(worker, (handle) => packet('WORK_COMPLETE', handle, 'result'));
    await work(worker, (handle) => packet('WORK_FAIL', handle));
    await work(worker, (handle) => packet('WORK_EXCEPTION', handle, '\xff'));

    const stats = await question(server, 'stats');
    expect(stats).toMatchObject({
      pid: server.pid,
      connections: { open: 3, workers: 1 },
      store: { file: store, engine: expect.stringMatching(/^(node|wasm)$/), failing: false },
      results: { keeps: { outcomes: 10 }, outcomes: 3, bytes: 7 },
      totals: { total: 1, waiting: 1, running: 0, submitted: 4, started: 3, completed: 1, failed: 1, exceptions: 1 },
    });
    expect(stats.functions.map(({ name }: { name: string }) => name)).toEqual(['f']);
    expect(await question(server, `peek ${waiting}`)).toMatchObject({ job: { handle: waiting }, data: 'four' });
    expect(await question(server, 'jobs *')).toMatchObject({ total: 1, jobs: [{ unique: 'u-four', state: 'queued' }] });
    expect(await question(server, `result ${waiting}`)).toMatch(/^ERR JOB_NOT_OVER /);

    await server.end('SIGKILL');
    const again = await serve(['--store', store, '--results', '10']);
    expect(await question(again, `result ${done}`)).toMatchObject({ outcome: 'complete', data: 'result', attempts: 1 });
    expect(await question(again, `result ${failed}`)).toMatchObject({ outcome: 'fail', bytes: 0 });
    expect(await question(again, `result ${broken}`)).toMatchObject({ outcome: 'exception', data_base64: '/w==' });
    expect(await question(again, `result ${waiting}`)).toMatch(/^ERR JOB_NOT_OVER /);
    expect(await question(again, 'result H:nobody:1')).toBe('ERR UNKNOWN_JOB');
  });

  it('are so many, or so old, at most, and none without the flag', async () => {
    const store = join(makeFolder(), 'jobs.sqlite');
    const server = await serve(['--store', store, '--results', '2']);
    const [client, worker] = [await server.join(), await server.join()];
    const [first = '', second = '', third = ''] = await submit(client, 'one', 'two', 'three');
    worker.send(packet('CAN_DO', 'f'));
    for (let job = 0; job < 3; job++) await work(worker, (handle) => packet('WORK_COMPLETE', handle, ''));
    expect(await question(server, `result ${first}`)).toBe('ERR UNKNOWN_JOB');
    expect(await question(server, `result ${second}`)).toMatchObject({ handle: second });
    await server.end('SIGTERM');

    const without = await serve(['--store', store]);
    expect(await question(without, `result ${third}`)).toMatch(/^ERR RESULTS_NOT_KEPT /);
    await without.end('SIGTERM');
    const byAge = await serve(['--store', store, '--results', '7d']);
    expect(await question(byAge, `result ${third}`)).toMatchObject({ handle: third });
  });
});
