import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { gearctl, type Run, startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';
import { WirePeer } from '../support/wire-peer.js';

/** A `gearctl serve` that runs. */
export interface Serving {
  readonly pid: number;
  /** The port of its first address. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** What it has said on stderr so far. */
  readonly said: string;
  /** Sends a signal. */
  kill(signal: NodeJS.Signals): void;
  /** Sends a signal, if any, and gives the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Waits until it has said something on stderr. */
  says(text: string | RegExp): Promise<void>;
  /** Connects a peer, which is closed with the test. */
  join(): Promise<WirePeer>;
}

/** How it is started. */
export interface ServeOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** What a shell executes before. */
  readonly preparation?: string;
  /** Descriptors that it has as 3 and so on; only with a preparation. */
  readonly fds?: readonly number[];
}

/** Makes a folder for one test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-serve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `gearctl serve` on a free port unless flags say otherwise, and waits until it listens. It ends with the test. */
export async function serve(flags: readonly string[], options: ServeOptions = {}): Promise<Serving> {
  const listen = flags.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const child = started(['serve', ...listen, ...flags], options);
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let [stdout, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until(() => stdout.endsWith('\n') || child.exitCode !== null);
  if (stdout === '') throw new Error(`gearctl serve ${flags.join(' ')} did not start: ${said}`);
  const addresses = stdout.trimEnd().split('\n');
  const port = Number(/:(\d+)$/.exec(addresses[0] ?? '')?.[1]);
  return {
    pid: child.pid ?? 0,
    port,
    addresses,
    get said() {
      return said;
    },
    kill: (signal) => void child.kill(signal),
    end: async (signal) => {
      if (signal !== undefined) child.kill(signal);
      const [status, endedBy] = await ended;
      return status ?? endedBy ?? 0;
    },
    says: (text) => until(() => (typeof text === 'string' ? said.includes(text) : text.test(said))),
    join: async () => {
      const peer = await WirePeer.connect(port);
      onTestFinished(() => peer.close());
      return peer;
    },
  };
}

/** Runs `gearctl` with `-s` for a server, to its end. */
export function ask(server: { readonly port: number }, argv: readonly string[], input?: string): Promise<Run> {
  return gearctl([...argv, '-s', `127.0.0.1:${server.port}`], { ...(input !== undefined && { input }) });
}

function started(
  argv: readonly string[],
  { env = {}, preparation, fds = [] }: ServeOptions,
): ChildProcessWithoutNullStreams {
  if (preparation === undefined) return startGearctl(argv, env);
  const shell = ['-c', `${preparation}; exec "$0" "$@"`, process.execPath, 'bin/gearctl.js', ...argv];
  return spawn('sh', shell, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe', ...fds],
  }) as ChildProcessWithoutNullStreams;
}
