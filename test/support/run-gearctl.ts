import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** How gearctl is to be run. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from stdin; nothing unless told. */
  readonly input?: string | Uint8Array;
}

/** What became of a run. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code, or the signal that ended it. */
  readonly exit: number | NodeJS.Signals;
}

/** An environment of which no test depends on the machine it runs on. */
const CLEAN_ENV = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  XDG_CACHE_HOME: resolve('node_modules/.cache'),
  XDG_STATE_HOME: resolve('node_modules/.cache/state'),
  LANG: 'C.UTF-8',
  NODE_ENV: 'production',
};

/** Starts the built gearctl; the caller waits for its end or kills it. */
export function startGearctl(argv: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['bin/gearctl.js', ...argv], { env: { ...CLEAN_ENV, ...env }, stdio: 'pipe' });
}

/** Runs the built gearctl to its end. */
export async function gearctl(argv: readonly string[], { env, input = '' }: RunOptions = {}): Promise<Run> {
  const child = startGearctl(argv, env);
  // It need not read what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exit: status ?? signal };
}
