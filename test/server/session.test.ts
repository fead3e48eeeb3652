import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request, response } from '../support/wire-peer.js';
import { packet, ServerStage } from './server-stage.js';

let stage: ServerStage;
beforeEach(async () => {
  stage = await ServerStage.start({ maxPacketBytes: 100_000 });
});
afterEach(() => stage.stop());

describe('a session', () => {
  it('answers packets and lines in the order in which they came, whole or byte by byte', async () => {
    const peer = await stage.join();
    const bytes = Buffer.concat([packet('ECHO_REQ', 'a'), Buffer.from('version\r\n'), packet('ECHO_REQ', 'b')]);
    peer.send(bytes);
    for (const byte of bytes) peer.send(Uint8Array.of(byte));
    for (let round = 0; round < 2; round++) {
      expect(await peer.packet()).toEqual({ magic: 'RES', number: 17, body: 'a' });
      expect(await peer.text('\n')).toMatch(/^OK gearctl-\d+\.\d+\.\d+/);
      expect(await peer.packet()).toEqual({ magic: 'RES', number: 17, body: 'b' });
    }
  });

  it.each([
    ['a magic that is none', Buffer.from('\0XXX\0\0\0\x10\0\0\0\0', 'latin1')],
    ['type 0', request(0)],
    ['type 43', request(43)],
    ['six words', 'version a b c d e\n'],
    ['a line of 8192 bytes', `${'x'.repeat(8192)}\n`],
    ['a function name of 8180 bytes', packet('SUBMIT_JOB_BG', 'f'.repeat(8180), '', 'w')],
  ])('ends without a word at %s', async (_what, bytes) => {
    const peer = await stage.join();
    peer.send(bytes);
    await peer.closed();
  });

  it('refuses a packet over the limit, when all before it is answered, and ends', async () => {
    const peer = await stage.join();
    peer.send(Buffer.concat([packet('ECHO_REQ', 'before'), packet('ECHO_REQ', 'x'.repeat(100_001))]));
    expect((await peer.packet()).body).toBe('before');
    expect((await peer.packet()).body).toBe('PACKET_TOO_LARGE\0The packet has 100001 bytes, of which 100000 are taken');
    await peer.closed();
  });

  it.each([
    ['a line of 8191 bytes', `${'x'.repeat(8191)}\n`, /^ERR UNKNOWN_COMMAND/],
    ['a NUL within a line', 'version\0x\n', /^OK /],
  ])('goes on at %s', async (_what, line, reply) => {
    const peer = await stage.join();
    peer.send(line);
    expect(await peer.text('\n')).toMatch(reply);
  });

  it('takes function names of 8179 bytes', async () => {
    const peer = await stage.join();
    expect(await stage.ask(peer, 'SUBMIT_JOB_BG', 'f'.repeat(8179), '', 'w')).toMatch(/^H:/);
  });

  it('refuses a response, and goes on', async () => {
    const peer = await stage.join();
    peer.send(response(16, 'x'));
    expect(await peer.packet()).toEqual({ magic: 'RES', number: 19, body: 'INVALID_MAGIC\0Request magic expected' });
    expect(await stage.ask(peer, 'ECHO_REQ', 'on')).toBe('on');
  });

  it.each([5, 6, 8, 10, 11, 17, 19, 20, 24, 27, 31, 35, 40, 42])('refuses packet %d, and goes on', async (number) => {
    const peer = await stage.join();
    peer.send(request(number, 'x'));
    expect((await peer.packet()).body).toBe('INVALID_COMMAND\0Command not expected');
    expect(await stage.ask(peer, 'ECHO_REQ', 'on')).toBe('on');
  });

  it('refuses a WORK_FAIL with a handle of 64 bytes', async () => {
    const peer = await stage.join();
    expect(await stage.ask(peer, 'WORK_FAIL', 'h'.repeat(64))).toMatch(/^ARGUMENT_TOO_LARGE\0Error occurred due to/);
  });

  it('ends when its peer will send no more, but not before the answers are out', async () => {
    const peer = await stage.join();
    peer.send(Buffer.concat([packet('SUBMIT_JOB', 'f', '', 'w'), packet('ECHO_REQ', 'x'.repeat(50_000))]));
    peer.halfClose();
    expect((await peer.packet()).body).toMatch(/^H:/);
    expect((await peer.packet()).body).toHaveLength(50_000);
    await peer.closed();
    const [row] = await stage.list(await stage.join(), 'show jobs');
    expect(row).toMatch(/\t0\t1\t0$/);
  });

  it('answers what was asked right before the end', async () => {
    for (let round = 0; round < 20; round++) {
      const peer = await stage.join();
      peer.send(
        Buffer.concat([packet('SUBMIT_JOB_BG', 'f', '', 'w'), packet('ECHO_REQ', 'x'), Buffer.from('version\n')]),
      );
      peer.halfClose();
      expect((await peer.packet()).body).toMatch(/^H:/);
      expect((await peer.packet()).body).toBe('x');
      expect(await peer.text('\n')).toMatch(/^OK /);
      await peer.closed();
    }
  });

  it('hands a workload on byte for byte', async () => {
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const workload = Buffer.from([0, 255, 10, 13, 0]);
    client.send(Buffer.concat([packet('ECHO_REQ', 'x'.repeat(60_000)), packet('SUBMIT_JOB', 'f', 'u', workload)]));
    await client.packet();
    const handle = (await client.packet()).body;
    expect(await stage.ask(worker, 'GRAB_JOB')).toBe(`${handle}\0f\0${workload.toString('latin1')}`);
  });
});

describe('a peer that does not read', () => {
  it('is not read from until it does, so that it does not get itself closed', async () => {
    await stage.stop();
    stage = await ServerStage.start({ maxUnsentBytes: 2_000_000 });
    const peer = await stage.join();
    peer.socket.pause();
    const echo = packet('ECHO_REQ', 'x'.repeat(90_000));
    for (let i = 0; i < 200; i++) peer.send(echo);
    // 18 MB: more than the buffers of both ends hold together.
    const others = await stage.join();
    expect(await stage.ask(others, 'ECHO_REQ', 'served')).toBe('served');
    await expect.poll(() => peer.socket.writableLength).toBeGreaterThan(0);
    peer.socket.resume();
    for (let i = 0; i < 200; i++) expect((await peer.packet()).body).toHaveLength(90_000);
  });

  it('is closed when others send it more than it may leave unread', async () => {
    await stage.stop();
    const reports: string[] = [];
    stage = await ServerStage.start({ maxUnsentBytes: 1_000_000, report: (error) => reports.push(error.message) });
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    const handle = await stage.ask(client, 'SUBMIT_JOB', 'f', '', 'w');
    await stage.ask(worker, 'GRAB_JOB');
    client.socket.pause();
    const data = packet('WORK_DATA', handle, 'x'.repeat(100_000));
    await expect
      .poll(
        async () => {
          for (let i = 0; i < 10; i++) worker.send(data);
          return (await stage.list(worker, 'show jobs'))[0]?.split('\t')[2];
        },
        { timeout: 10_000 },
      )
      .toBe('1');
    expect(reports).toEqual([expect.stringContaining('leaves more than 1000000 bytes unread')]);
    expect(await stage.ask(worker, 'ECHO_REQ', 'served')).toBe('served');
  });
});
