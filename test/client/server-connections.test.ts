import { afterEach, describe, expect, it } from 'vitest';
import { ClientConnection, type ConnectionOwner, type Loss } from '../../src/client/client-connection.js';
import { ServerConnections } from '../../src/client/server-connections.js';
import { ServerList } from '../../src/client/server-list.js';
import { ClosedError, ConnectError, type NoServerError } from '../../src/errors.js';
import { parseServerAddress, parseServerList } from '../../src/net/server-address.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { caught } from './outcomes.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function connectionsTo(...addresses: string[]) {
  const losses: Loss[] = [];
  const steps: string[] = [];
  const owner: ConnectionOwner = {
    answered: () => undefined,
    lost: (connection, loss) => {
      connections.lost(connection);
      losses.push(loss);
    },
  };
  const servers = new ServerList(parseServerList(addresses), 30_000);
  const connections = new ServerConnections(
    servers,
    { connectTimeoutMs: 4000, tls: undefined, onDial: (step, server) => steps.push(`${step} ${server}`) },
    (socket, label) => new ClientConnection(socket, label, { maxPacketBytes: undefined, exceptions: true }, owner),
  );
  closers.unshift(() => connections.close(new ClosedError('the test is over')));
  return { connections, losses, steps, order: () => servers.inOrder().map((address) => address.label) };
}

async function start(): Promise<ScriptedServer> {
  const server = await ScriptedServer.start();
  closers.push(() => server.stop());
  return server;
}

describe('the connections of a client', () => {
  it('are one to each server, however many ask at once', async () => {
    const server = await start();
    const { connections } = connectionsTo(server.address);
    const address = parseServerAddress(server.address);
    const all = await Promise.all([connections.to(address), connections.toAny(), connections.to(address)]);
    expect(new Set(all).size).toBe(1);
    await server.got('OPTION_REQ');
    expect(server.peers).toHaveLength(1);
  });

  it('are made anew after one failed or was lost', async () => {
    const server = await start();
    const { connections, losses, steps, order } = connectionsTo(server.address, 'q2:4730');
    const first = await connections.toAny();
    server.peers[0]?.close();
    await expect.poll(() => losses.length).toBe(1);
    expect(order()).toEqual(['q2:4730', server.address]);
    const again = await connections.to(parseServerAddress(server.address));
    expect(again).not.toBe(first);
    expect(steps).toEqual([`connected ${server.address}`, `connected ${server.address}`]);
    expect(order()).toEqual([server.address, 'q2:4730']);
  });

  it('fail with the reason of each server', async () => {
    const gone = await ScriptedServer.stoppedAddress();
    const { connections, steps } = connectionsTo(gone);
    expect(await caught(connections.to(parseServerAddress(gone)))).toBeInstanceOf(ConnectError);
    const error = (await caught(connections.toAny())) as NoServerError;
    expect(error.failures).toMatchObject([{ server: gone, errno: 'ECONNREFUSED' }]);
    expect(steps).toEqual([]);
  });

  it('are closed for good', async () => {
    const server = await start();
    const { connections, losses } = connectionsTo(server.address);
    await connections.toAny();
    const closed = new ClosedError('enough');
    await connections.close(closed);
    expect(losses).toMatchObject([{ error: closed, accepted: [], unanswered: [] }]);
    expect(await caught(connections.toAny())).toBe(closed);
  });

  it('are not waited for once they are closed', async () => {
    const server = await start();
    const { connections } = connectionsTo(server.address);
    const connecting = caught(connections.toAny());
    const closed = new ClosedError('enough');
    await connections.close(closed);
    expect(await connecting).toBe(closed);
  });
});
