import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packet } from '../server/server-stage.js';
import type { WirePeer } from '../support/wire-peer.js';
import { makeFolder, type Serving, serve } from './serve-stage.js';

/** Submits a background job, and tells what is answered. */
async function submit(
  peer: WirePeer,
  functionName: string,
  kind: 'SUBMIT_JOB_BG' | 'SUBMIT_JOB_HIGH_BG' = 'SUBMIT_JOB_BG',
) {
  peer.send(packet(kind, functionName, '', functionName));
  const { number, body } = await peer.packet();
  return number === 8 ? 'JOB_CREATED' : (body.split('\0')[0] ?? '');
}

async function workerOf(server: Serving, ...functionNames: string[]): Promise<WirePeer> {
  const worker = await server.join();
  for (const name of functionNames) worker.send(packet('CAN_DO', name));
  return worker;
}

/** Gives the workload of the next job, which the worker gets; undefined if there is none. */
async function grab(worker: WirePeer): Promise<string | undefined> {
  worker.send(packet('GRAB_JOB'));
  const { number, body } = await worker.packet();
  return number === 10 ? undefined : body.split('\0')[2];
}

describe('the limits of gearctl serve', () => {
  it('let a function have as many jobs as --limits says, else as --max-queue does', async () => {
    const limits = join(makeFolder(), 'limits');
    writeFileSync(limits, '# function max\nthumb_* 1\nmail 2 1 1\n');
    const server = await serve(['--limits', limits, '--max-queue', '2']);
    const peer = await server.join();
    expect([await submit(peer, 'thumb_a'), await submit(peer, 'thumb_a')]).toEqual(['JOB_CREATED', 'QUEUE_ERROR']);
    expect([await submit(peer, 'mail'), await submit(peer, 'mail')]).toEqual(['JOB_CREATED', 'QUEUE_ERROR']);
    expect(await submit(peer, 'mail', 'SUBMIT_JOB_HIGH_BG')).toBe('JOB_CREATED');
    const others = [await submit(peer, 'other'), await submit(peer, 'other'), await submit(peer, 'other')];
    expect(others).toEqual(['JOB_CREATED', 'JOB_CREATED', 'QUEUE_ERROR']);
  });

  it('let a job lose so many workers as --retries says, and fail with the next', async () => {
    const server = await serve(['--retries', '1', '--results', '5', '--store', 'none']);
    const client = await server.join();
    client.send(packet('SUBMIT_JOB', 'f', '', 'x'));
    const handle = (await client.packet()).body;
    for (let loss = 0; loss < 2; loss++) {
      const worker = await workerOf(server, 'f');
      expect(await grab(worker)).toBe('x');
      await worker.close();
    }
    expect(await client.packet()).toMatchObject({ number: 14, body: handle });
    expect(await grab(await workerOf(server, 'f'))).toBeUndefined();
  });

  it('wake as many sleeping workers for a job as --worker-wakeup says', async () => {
    const server = await serve(['--worker-wakeup', '1']);
    const workers = [await workerOf(server, 'f'), await workerOf(server, 'f')];
    for (const worker of workers) {
      worker.send(Buffer.concat([packet('PRE_SLEEP'), packet('ECHO_REQ', 'asleep')]));
      expect((await worker.packet()).body).toBe('asleep');
    }
    await submit(await server.join(), 'f');
    const awake: number[] = [];
    for (const worker of workers) {
      worker.send(packet('ECHO_REQ', 'there'));
      const { number } = await worker.packet();
      if (number === 6) awake.push(number);
    }
    expect(awake).toHaveLength(1);
  });

  it('give jobs out in the order of gearmand 1.1 with --order 1.1, else the most urgent first', async () => {
    for (const [order, expected] of [
      ['1.1', ['low', 'high']],
      ['2.0', ['high', 'low']],
    ] as const) {
      const server = await serve(['--order', order]);
      const client = await server.join();
      await submit(client, 'high', 'SUBMIT_JOB_HIGH_BG');
      await submit(client, 'low');
      const worker = await workerOf(server, 'high', 'low');
      expect([await grab(worker), await grab(worker)]).toEqual(expected);
    }
  });

  it('turn away the peers for which there are no files to open, and say so', async () => {
    const server = await serve(['--store', 'none'], { preparation: 'ulimit -n 100' });
    for (let peers = 0; peers < 40; peers++) await server.join();
    await server.says('a peer was turned away: 36 are connected, as many as may be');
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('turn away more peers than --max-connections, and say so once', async () => {
    const server = await serve(['--max-connections', '2']);
    await Promise.all([server.join(), server.join()]);
    for (let more = 0; more < 3; more++) await (await server.join()).closed();
    await server.says('a peer was turned away: 2 are connected, as many as may be');
    expect(server.said.match(/turned away/g)).toHaveLength(1);
  });

  it('disconnect who is idle for longer than --idle-timeout, but not who waits or can work', async () => {
    const server = await serve(['--idle-timeout', '100ms']);
    const [idle, waiting, worker] = [await server.join(), await server.join(), await workerOf(server, 'g')];
    waiting.send(packet('SUBMIT_JOB', 'f', '', 'x'));
    await waiting.packet();
    await idle.closed();
    for (const peer of [waiting, worker]) {
      peer.send(packet('ECHO_REQ', 'there'));
      expect((await peer.packet()).body).toBe('there');
    }
  });

  it.each([
    ['--max-unread', '64K'],
    ['--max-packet', '64K'],
  ])('disconnect who leaves more unread than %s, and say so', async (...limit) => {
    const server = await serve(limit);
    const peer = await server.join();
    peer.socket.pause();
    // Bytes on their way are the system's: more than it takes waits in the server.
    for (let sent = 0; sent < 4000; sent++) peer.send(packet('ECHO_REQ', 'x'.repeat(5000)));
    await server.says('leaves more than 65536 bytes unread');
    const other = await server.join();
    expect(await submit(other, 'f')).toBe('JOB_CREATED');
  });
});
