import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { StoreError } from '../../src/errors.js';
import type { Engine } from '../../src/sqlite/database.js';
import { nodeEngine } from '../../src/sqlite/node-engine.js';
import { wasmEngine } from '../../src/sqlite/wasm-engine.js';

const own = nodeEngine();

/** The engines that there are in this Node: the WebAssembly build in all, Node's own from 22.13 on. */
export const ENGINES: readonly Engine[] = [await wasmEngine(), ...(own === undefined ? [] : [own])];

/** Makes a folder for one test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Gives the error that a call ends with, which has to be a StoreError. */
export async function storeErrorOf(call: () => unknown): Promise<StoreError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A process of this Node that runs a script on the built code. */
export interface ScriptRun {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  /** Waits for the next line that it prints; rejects if it ends instead. */
  nextLine(): Promise<string>;
}

/**
 * Starts a script that may import `./dist/…`, with `args` in its `process.argv` from the second on, in a shell that has
 * executed `preparation`. It is killed when the test ends.
 */
export function startScript(script: string, args: readonly string[], preparation = ':'): ScriptRun {
  const command = ['-c', `${preparation}; exec "$0" "$@"`, process.execPath, '--input-type=module', '-e', script];
  const child = spawn('sh', [...command, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    // What it printed and nobody read would keep the pipe open.
    child.stdout.destroy();
  });
  const lines = linesOf(child);
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    nextLine: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the script ended without a line');
      return value;
    },
  };
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    yield* lines;
  }
}

/** Kills a process as nothing else does, and waits until it is gone. */
export async function killHard(run: ScriptRun): Promise<void> {
  run.child.kill('SIGKILL');
  await run.ended;
}
