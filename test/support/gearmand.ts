import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const START_DEADLINE_MS = 10_000;

/** A running gearmand of Debian's. */
export interface Gearmand {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** For signals other than those that stop it. */
  readonly pid: number;
  /** Ends it, with SIGKILL unless told otherwise, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts gearmand on a free loopback port, with further options, and waits until it answers. */
export async function startGearmand(options: readonly string[] = []): Promise<Gearmand> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline) {
    const port = await freePort();
    const args = ['-L', '127.0.0.1', '-p', `${port}`, '-l', 'stderr', '--verbose', 'ERROR', ...options];
    const child = spawn('gearmand', args, { stdio: 'ignore' });
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
    while (child.exitCode === null && performance.now() < deadline) {
      if (await answersVersion(port)) return running(child, port);
    }
    // Somebody else may have taken the port in between; then the next one is tried.
    await stop(child);
  }
  throw new Error(`gearmand ${options.join(' ')} did not start within ${START_DEADLINE_MS} ms`);
}

function running(child: ChildProcess, port: number): Gearmand {
  return { port, address: `127.0.0.1:${port}`, pid: child.pid ?? 0, stop: (signal) => stop(child, signal) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answersVersion(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answered = new Promise<boolean>((resolve) => {
    socket.once('data', (answer) => resolve(answer.toString('latin1').startsWith('OK')));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
  socket.write('version\r\n');
  const answer = await answered;
  socket.destroy();
  if (!socket.closed) await once(socket, 'close');
  // A refused connection fails at once: give the server a moment.
  if (!answer) await new Promise((resolve) => setTimeout(resolve, 10));
  return answer;
}
