import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { main } from '../../../src/compat/gearadmin/main.js';

const DEADLINE_MS = 10_000;

/** What became of a program; its output as latin1. */
export interface Outcome {
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Debian's gearadmin, which names itself as ours does. */
export async function theirs(argv: readonly string[]): Promise<Outcome> {
  const child = spawn('gearadmin', argv, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const closed = Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')]);
  const [stdout, stderr, [status, signal]] = await closed;
  return { status: status ?? signal, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') };
}

/** A stream that keeps what is written to it, or fails with an error of the system. */
export class Sink extends Writable {
  readonly #code: string | undefined;
  text = '';

  constructor(code?: string) {
    super();
    this.#code = code;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.text += chunk.toString('latin1');
    done(this.#code === undefined ? undefined : Object.assign(new Error(this.#code), { code: this.#code }));
  }
}

/** Runs ours in this process. */
export async function ours(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = { GEARMAN_LEGACY_EXIT: '1' },
  stdout = new Sink(),
): Promise<Outcome> {
  const stderr = new Sink();
  const status = await main(argv, { stdout, stderr, env, systemCommandLine: () => new Uint8Array() });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

/** Bytes to send, or an end of the connection. */
export type Step = string | { readonly end: 'close' | 'reset' };

/** A server that answers each line as it is told, piece by piece, each when the one before has left. */
export class LineServer {
  readonly port: number;
  /** The lines that came, without their ends. */
  readonly received: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, answer: (line: string) => readonly Step[]) {
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      let rest = '';
      socket.on('data', async (chunk) => {
        const lines = (rest + chunk.toString('latin1')).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          this.received.push(line);
          for (const step of answer(line)) await perform(step, socket);
        }
      });
    });
  }

  /** Starts one on a free port of this machine. */
  static async start(answer: (line: string) => readonly Step[]): Promise<LineServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LineServer(server, answer);
  }

  /** Drops all connections and listens no more. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function perform(step: Step, socket: Socket): Promise<void> {
  if (typeof step === 'string') await new Promise<void>((resolve) => socket.write(step, 'latin1', () => resolve()));
  else if (step.end === 'close') socket.end();
  else socket.resetAndDestroy();
}
