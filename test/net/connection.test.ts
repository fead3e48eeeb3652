import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dialTcp, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConnectionLostError,
  type GearctlError,
  NameError,
  PacketTooLargeError,
  ProtocolError,
} from '../../src/errors.js';
import { Connection, type ConnectionOptions } from '../../src/net/connection.js';
import { parsePacket } from '../../src/protocol/index.js';
import { bytes, wire } from '../protocol/wire.js';

/** A connection and the socket at its other end, both of this process. */
interface Pair {
  connection: Connection;
  peer: Socket;
  received: string[];
  closed: Promise<GearctlError | undefined>;
}

let server: ReturnType<typeof createServer>;
let pairs: Pair[];

beforeEach(async () => {
  pairs = [];
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const { connection, peer } of pairs) {
    connection.destroy();
    peer.destroy();
  }
  server.close();
  await once(server, 'close');
});

async function pair(options: ConnectionOptions = {}): Promise<Pair> {
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = dialTcp((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const [peer] = await accepted;
  peer.on('error', () => undefined);
  const received: string[] = [];
  let connection: Connection | undefined;
  const closed = new Promise<GearctlError | undefined>((resolve) => {
    connection = new Connection(
      socket,
      'q1:4730',
      {
        packet: (magic, number, body) => received.push(`${magic} ${parsePacket(number, body).type}`),
        line: (line) => received.push(line),
        closed: resolve,
      },
      options,
    );
  });
  const made = { connection: connection as Connection, peer, received, closed };
  pairs.push(made);
  return made;
}

async function read(peer: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < length) {
    const [chunk] = (await once(peer, 'data')) as [Buffer];
    chunks.push(chunk);
    total += chunk.length;
  }
  return Buffer.concat(chunks);
}

describe('a connection', () => {
  it('sends what is sent in one turn as one write', async () => {
    const { connection, peer } = await pair();
    const writes: number[] = [];
    peer.on('data', (chunk) => writes.push(chunk.length));
    connection.send({ type: 'WORK_COMPLETE', handle: 'H:q1:1', data: bytes('done') });
    connection.send({ type: 'GRAB_JOB_ALL' });
    await once(peer, 'data');
    expect(writes).toEqual([wire('REQ', 13, 'H:q1:1\0done').length + wire('REQ', 39).length]);
  });

  it('sends what follows from promises that are settled in the same write', async () => {
    const { connection, peer } = await pair();
    const writes: number[] = [];
    peer.on('data', (chunk) => writes.push(chunk.length));
    for (let count = 0; count < 100; count++) {
      await Promise.resolve();
      connection.send({ type: 'GRAB_JOB' });
    }
    await once(peer, 'data');
    expect(writes).toEqual([100 * wire('REQ', 9).length]);
  });

  it('keeps the order of small and large packets and of lines', async () => {
    const { connection, peer } = await pair({ sends: 'RES' });
    const large = 'x'.repeat(200_000);
    connection.send({ type: 'NOOP' });
    connection.send({ type: 'ECHO_RES', data: bytes(large) });
    connection.sendLine('OK\r\n');
    connection.sendLine(`${large}\n`);
    connection.send({ type: 'NO_JOB' });
    const expected = Buffer.concat([
      wire('RES', 6),
      wire('RES', 17, large),
      bytes('OK\r\n'),
      bytes(`${large}\n`),
      wire('RES', 10),
    ]);
    expect((await read(peer, expected.length)).equals(expected)).toBe(true);
  });

  it('refuses a packet that cannot be encoded and sends the next ones whole', async () => {
    const { connection, peer } = await pair();
    expect(() => connection.send({ type: 'SUBMIT_JOB', functionName: 'a\0', unique: '', data: bytes('') })).toThrow(
      NameError,
    );
    connection.send({ type: 'GRAB_JOB' });
    expect(await read(peer, 12)).toEqual(wire('REQ', 9));
  });

  it('hears packets and lines, whichever magic they bear', async () => {
    const { connection, peer, received } = await pair();
    peer.end(Buffer.concat([wire('RES', 6), wire('REQ', 6), bytes('OK\r\n')]));
    await pairs[0]?.closed;
    expect(received).toEqual(['RES NOOP', 'REQ NOOP', 'OK']);
    expect(connection.peer).toBe('q1:4730');
  });

  it('is full when the peer does not read, and drained when it has', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    const chunk = new Uint8Array(1024 * 1024);
    for (let sent = 0; sent < 16; sent++) connection.send({ type: 'ECHO_REQ', data: chunk });
    expect(connection.isFull).toBe(true);
    peer.resume();
    await connection.drained();
    expect(connection.pendingBytes).toBe(0);
  });

  it('does not wait for a peer that is gone', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    connection.send({ type: 'ECHO_REQ', data: new Uint8Array(32 * 1024 * 1024) });
    const drained = connection.drained();
    peer.destroy();
    await drained;
  });

  it('reads nothing while it is paused', async () => {
    const { connection, peer, received } = await pair();
    connection.pause();
    peer.write(wire('RES', 6));
    const { connection: other, peer: otherPeer, received: otherReceived } = await pair();
    otherPeer.end(wire('RES', 6));
    await pairs[1]?.closed;
    expect([received, otherReceived]).toEqual([[], ['RES NOOP']]);
    expect(other.pendingBytes).toBe(0);
    connection.resume();
    peer.end();
    await pairs[0]?.closed;
    expect(received).toEqual(['RES NOOP']);
  });

  it('sends what waits before it ends, and ends without an error', async () => {
    const { connection, peer, closed } = await pair();
    const whole = read(peer, 12);
    connection.send({ type: 'PRE_SLEEP' });
    connection.end();
    connection.send({ type: 'GRAB_JOB' });
    expect(await whole).toEqual(wire('REQ', 4));
    expect(await closed).toBeUndefined();
  });

  it('ends after its grace even if the peer never does', async () => {
    const { connection, peer, closed } = await pair();
    peer.pause();
    connection.send({ type: 'ECHO_REQ', data: new Uint8Array(32 * 1024 * 1024) });
    connection.end(50);
    expect(await closed).toBeUndefined();
  });

  it('tells that the server closed it', async () => {
    const { peer, closed } = await pair();
    peer.end();
    expect(await closed).toBeInstanceOf(ConnectionLostError);
  });

  it('tells that the server reset it, with the cause', async () => {
    const { peer, closed } = await pair();
    peer.resetAndDestroy();
    expect(await closed).toMatchObject({ constructor: ConnectionLostError, cause: { code: 'ECONNRESET' } });
  });

  it('closes on bytes that are no protocol', async () => {
    const { peer, closed } = await pair();
    peer.write('\0HTTP/1.0 400');
    expect(await closed).toBeInstanceOf(ProtocolError);
  });

  it('closes on a packet over its limit', async () => {
    const { peer, closed } = await pair({ maxPacketBytes: 10 });
    peer.write(wire('RES', 17, 'x'.repeat(11)));
    expect(await closed).toBeInstanceOf(PacketTooLargeError);
  });
});
