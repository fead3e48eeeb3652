import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

const DEADLINE_MS = 15_000;

/** What became of a program; of streams that it was not given pipes for there is nothing. */
export interface Outcome {
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Starts one of our programs with hardly an environment; it is killed after a deadline. */
export function startProgram(
  name: 'gearman' | 'gearadmin',
  args: readonly string[],
  stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
): RunningProgram {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const limits = { timeout: DEADLINE_MS, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, [`bin/${name}.js`, ...args], { env, stdio, ...limits });
  const closed = Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')]);
  const ended = closed.then(([stdout, stderr, [status, signal]]) => ({ status: status ?? signal, stdout, stderr }));
  return { child, ended };
}

async function textOf(stream: Readable | null): Promise<string> {
  return stream === null ? '' : await text(stream);
}
