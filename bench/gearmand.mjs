// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Starts Debian's gearmand on a free loopback port.
 * @param {string[]} [options] further ones of its own
 * @returns {Promise<{ port: number, pid: number, server: string, stop(): Promise<void> }>}
 */
export async function startGearmand(options = []) {
  const port = await freePort();
  const args = ['-L', '127.0.0.1', '-p', String(port), '-l', 'stderr', '--verbose', 'ERROR', ...options];
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn('gearmand', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  await Promise.race([answers(port), once(child, 'error').then(([error]) => Promise.reject(error))]);
  const stop = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { port, pid: child.pid ?? 0, server: `127.0.0.1:${port}`, stop };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** @param {number} port */
async function answers(port) {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('gearmand did not start within 5 s');
}
