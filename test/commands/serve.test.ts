import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { gearctl, startGearctl } from '../support/run-gearctl.js';
import { request, WirePeer } from '../support/wire-peer.js';

let child: ChildProcessWithoutNullStreams | undefined;
afterEach(async () => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
});

async function serve(...flags: string[]) {
  const process = startGearctl(['serve', '--listen', '127.0.0.1:0', ...flags]);
  child = process;
  const [line] = (await once(process.stdout.setEncoding('utf8'), 'data')) as [string];
  const stderr = text(process.stderr);
  return { process, address: line.trimEnd(), port: Number(line.split(':')[1]), stderr };
}

describe('gearctl serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints its address, serves, and ends with 0 on %s', async (signal) => {
    const { process, address, port, stderr } = await serve();
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(spawnSync('gearadmin', ['-h', '127.0.0.1', '-p', `${port}`, '--getpid'], { encoding: 'utf8' }).stdout).toBe(
      `${process.pid}\n`,
    );
    process.kill(signal);
    expect(await once(process, 'close')).toEqual([0, null]);
    expect(await stderr).toBe(
      `gearctl: the job server listens on ${address}\n  Try: export GEARMAN_SERVERS=${address}\n`,
    );
  });

  it('says nothing but its address with --quiet', async () => {
    const { process, stderr } = await serve('--quiet');
    process.kill('SIGTERM');
    await once(process, 'close');
    expect(await stderr).toBe('');
  });

  it('disconnects a peer with a larger packet than --max-packet, and says why', async () => {
    const { process, port, stderr } = await serve('--max-packet', '1K');
    const peer = await WirePeer.connect(port);
    peer.send(request(16, 'x'.repeat(1025)));
    await peer.closed();
    await peer.close();
    process.kill('SIGTERM');
    await once(process, 'close');
    expect(await stderr).toContain('a packet of 1025 bytes is over the limit of 1024 bytes');
  });

  it('ends with 73 where it cannot listen, and with 64 where there is no such address', async () => {
    const { address } = await serve();
    const taken = await gearctl(['serve', '--listen', address]);
    expect(taken).toMatchObject({ exit: 73, stdout: '' });
    expect(taken.stderr).toContain(`cannot listen on ${address}: it is taken already`);
    expect(await gearctl(['serve', '--listen', 'nonsense:x'])).toMatchObject({ exit: 64, stdout: '' });
  });
});
