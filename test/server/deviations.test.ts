/** Where this server does better than gearmand on purpose, as it is seen on the wire. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import type { WirePeer } from '../support/wire-peer.js';
import { packet, ServerStage } from './server-stage.js';

let stage: ServerStage;
beforeEach(async () => {
  stage = await ServerStage.start();
});
afterEach(() => stage.stop());

describe('unlike gearmand, the server', () => {
  it('creates a function under its whole name, however the line ends', async () => {
    const admin = await stage.join();
    admin.send('create function one\ncreate function two\r\n');
    expect([await admin.text('\r\n'), await admin.text('\r\n')]).toEqual(['OK\r\n', 'OK\r\n']);
    expect(await stage.list(admin, 'status')).toEqual(['one\t0\t0\t0', 'two\t0\t0\t0']);
  });

  it('takes a blank at the end of a command for nothing', async () => {
    const admin = await stage.join();
    admin.send('create function one \r\n');
    expect(await admin.text('\r\n')).toBe('OK\r\n');
    expect(await stage.list(admin, 'status')).toEqual(['one\t0\t0\t0']);
  });

  it('does not drop a function that has queued jobs', async () => {
    const admin = await stage.join();
    const handle = await stage.ask(admin, 'SUBMIT_JOB_BG', 'f', '', 'w');
    admin.send('drop function f\n');
    expect(await admin.text('\r\n')).toBe('ERR there are still connected workers or executing clients\r\n');
    const worker = await stage.worker('f');
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });

  it('queues the jobs of a lost worker in the order in which it got them', async () => {
    const client = await stage.join();
    for (const workload of ['first', 'second']) await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', workload);
    const grab = async (worker: WirePeer) => (await stage.ask(worker, 'GRAB_JOB')).split('\0')[2];
    const lost = await stage.worker('f');
    expect([await grab(lost), await grab(lost)]).toEqual(['first', 'second']);
    await lost.close();
    const worker = await stage.worker('f');
    await until(async () => (await stage.list(client, 'prioritystatus'))[0] === 'f\t0\t2\t0\t1');
    expect([await grab(worker), await grab(worker)]).toEqual(['first', 'second']);
  });

  it('coalesces by an ID of 64 bytes, and hands it out whole', async () => {
    const client = await stage.join();
    const unique = 'x'.repeat(64);
    const handle = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', unique, 'w');
    expect(await stage.ask(client, 'SUBMIT_JOB_BG', 'f', unique, 'w')).toBe(handle);
    expect(await stage.ask(await stage.worker('f'), 'GRAB_JOB_UNIQ')).toBe(`${handle}\0f\0${unique}\0w`);
  });

  it('checks the unique ID of a reduce job as well', async () => {
    const client = await stage.join();
    const refusal = 'ARGUMENT_TOO_LARGE\0Unique value too large';
    for (const [unique, reducer] of [
      ['x'.repeat(65), ''],
      ['', 'x'.repeat(65)],
    ] as const) {
      expect(await stage.ask(client, 'SUBMIT_REDUCE_JOB_BACKGROUND', 'f', unique, reducer, '', 'w')).toBe(refusal);
    }
  });

  it('tells a client without exceptions of one by a WORK_FAIL with the bare handle', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    worker.send(packet('WORK_EXCEPTION', handle, 'boom'));
    expect(await client.packet()).toEqual({ magic: 'RES', number: 14, body: handle });
  });

  it('strips the NUL that some workers add to the handle of WORK_FAIL', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    worker.send(packet('WORK_FAIL', `${handle}\0`));
    expect((await client.packet()).body).toBe(handle);
  });

  it('keeps a background job when a client that had joined it leaves', async () => {
    const [submitter, joiner] = [await stage.join(), await stage.join()];
    const handle = await stage.ask(submitter, 'SUBMIT_JOB_BG', 'f', 'u', 'w');
    expect(await stage.ask(joiner, 'SUBMIT_JOB', 'f', 'u', 'w')).toBe(handle);
    await stage.leave(joiner);
    expect(await stage.ask(await stage.worker('f'), 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });

  it('keeps a foreground job that was submitted in the background since, when its client leaves', async () => {
    const [client, submitter] = [await stage.join(), await stage.join()];
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', 'u', 'w');
    expect(await stage.ask(submitter, 'SUBMIT_JOB_BG', 'f', 'u', 'w')).toBe(handle);
    await stage.leave(client);
    expect(await stage.list(submitter, 'show jobs')).toEqual([`${handle}\t0\t0\t1`]);
  });

  it('begins a new job for the ID of an abandoned one, and works it', async () => {
    const gone = await stage.join();
    const abandoned = await stage.ask(gone, 'SUBMIT_JOB', 'f', 'u', 'old');
    await stage.leave(gone);
    const client = await stage.join();
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', 'u', 'new');
    expect(handle).not.toBe(abandoned);
    const worker = await stage.worker('f');
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0new`);
    worker.send(packet('WORK_COMPLETE', handle, 'r'));
    expect((await client.packet()).body).toBe(`${handle}\0r`);
  });

  it('revives a cancelled job that runs when its ID is submitted again', async () => {
    const [first, second, worker] = [await stage.join(), await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(first, 'SUBMIT_JOB', 'f', 'u', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    second.send(`cancel job ${handle}\n`);
    expect(await second.text('\r\n')).toBe('OK\r\n');
    await stage.ask(second, 'SUBMIT_JOB', 'f', 'u', 'w');
    await stage.leave(worker);
    expect(await stage.ask(await stage.worker('f'), 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });

  it('hides no job behind a delayed one, and lets the worker sleep', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const inAnHour = String(Math.floor(Date.now() / 1000) + 3600);
    await stage.ask(client, 'SUBMIT_JOB_EPOCH', 'f', '', inAnHour, 'later');
    const low = await stage.ask(client, 'SUBMIT_JOB_LOW_BG', 'f', '', 'low');
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${low}\0f\0low`);
    worker.send(packet('PRE_SLEEP'));
    expect(await stage.ask(worker, 'ECHO_REQ', 'asleep')).toBe('asleep');
  });

  it('wakes the worker when a delayed job is due', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const soon = String(Math.floor(Date.now() / 1000) + 1);
    const handle = await stage.ask(client, 'SUBMIT_JOB_EPOCH', 'f', '', soon, 'w');
    worker.send(packet('PRE_SLEEP'));
    expect((await worker.packet()).number).toBe(6);
    expect(Date.now()).toBeGreaterThanOrEqual(Number(soon) * 1000);
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
  });

  it('answers a submission for a time beyond all calendars', async () => {
    const client = await stage.join();
    expect(await stage.ask(client, 'SUBMIT_JOB_EPOCH', 'f', '', '9'.repeat(20), 'w')).toBe(
      'INVALID_ARGUMENT\0Epoch out of range',
    );
  });

  it('answers a question about a handle or an ID that is too long to exist', async () => {
    const client = await stage.join();
    const long = 'h'.repeat(100);
    expect(await stage.ask(client, 'GET_STATUS', long)).toBe(`${long}\x000\x000\x000\x000`);
    expect(await stage.ask(client, 'GET_STATUS_UNIQUE', long)).toBe(`${long}\x000\x000\x000\x000\x000`);
  });

  it('passes on progress with a long denominator', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    worker.send(packet('WORK_STATUS', handle, '1', '10000000000000000'));
    expect((await client.packet()).body).toBe(`${handle}\x001\x0010000000000000000`);
  });

  it('survives a time-out of any number of digits', async () => {
    const client = await stage.join();
    const worker = await stage.join();
    for (const digits of [20, 21, 400]) worker.send(packet('CAN_DO_TIMEOUT', 'f', '9'.repeat(digits)));
    const handle = await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'w');
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0w`);
    expect(await stage.list(client, 'workers')).toContainEqual(expect.stringMatching(/ - : f f f$/));
  });

  it('answers a missing NUL, and closes', async () => {
    const peer = await stage.join();
    peer.send(packet('SUBMIT_REDUCE_JOB_BACKGROUND', 'f', 'u', 'r', 'data'));
    expect((await peer.packet()).body).toBe('INVALID_PACKET\0Argument without a terminating NUL');
    await peer.closed();
  });

  it('puts priority before the order of functions', async () => {
    const client = await stage.join();
    await stage.ask(client, 'SUBMIT_JOB_LOW_BG', 'new', '', 'low');
    const normal = await stage.ask(client, 'SUBMIT_JOB_BG', 'old', '', 'normal');
    const worker = await stage.worker('old');
    worker.send(packet('CAN_DO', 'new'));
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${normal}\0old\0normal`);
  });
});
