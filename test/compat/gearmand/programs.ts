import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '../../support/until.js';
import { WirePeer } from '../../support/wire-peer.js';

const DEADLINE_MS = 10_000;

/** What became of a program. */
export interface Outcome {
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Its end, and that of its pipes. */
  readonly ended: Promise<Outcome>;
}

const PROGRAMS = { theirs: ['gearmand'], ours: [process.execPath, 'bin/gearmand.js'] } as const;

/** Starts Debian's gearmand, or ours, with no stdin and hardly an environment; it is killed after a deadline. */
export function start(whose: keyof typeof PROGRAMS, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const [command, ...script] = PROGRAMS[whose];
  const child = spawn(command, [...script, ...args], {
    env: { ...(whose === 'theirs' && { PATH: process.env.PATH }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const closed = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const ended = closed.then(([stdout, stderr, [status, signal]]) => ({ status: status ?? signal, stdout, stderr }));
  return { child, ended };
}

/** Runs one of them to its end. */
export function run(whose: keyof typeof PROGRAMS, args: readonly string[]): Promise<Outcome> {
  return start(whose, args).ended;
}

/** Finds a port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Connects as soon as somebody listens. */
export async function connectSoon(port: number): Promise<WirePeer> {
  let peer: WirePeer | undefined;
  await until(async () => {
    peer = await WirePeer.connect(port).catch(() => undefined);
    return peer !== undefined;
  });
  return peer as WirePeer;
}

/** Reads the file with a process ID as soon as it is there. */
export async function readPid(path: string): Promise<number> {
  const read = () => {
    try {
      return Number(readFileSync(path, 'utf8'));
    } catch {
      return 0;
    }
  };
  await until(() => read() > 0);
  return read();
}
