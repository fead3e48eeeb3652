import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.js';

/** The tools under test: ours, or Debian's to compare with. */
export type Tools = Readonly<Record<'gearman' | 'gearadmin', readonly [string, ...string[]]>>;

export const OURS: Tools = {
  gearman: [process.execPath, resolve('bin/gearman.js')],
  gearadmin: [process.execPath, resolve('bin/gearadmin.js')],
};

/** How a tool is run. */
export interface ToolStart {
  readonly words: readonly Buffer[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Undefined is /dev/null, `open` a pipe that nobody writes to. */
  readonly stdin: Buffer | 'open' | 'closed' | undefined;
  readonly stdout: 'closed' | 'devfull' | undefined;
}

/** A child that holds a pipe open is waited for no longer than this. */
const LINGER_MS = 2000;

/** A shell that starts what the bytes behind it name, which need not be UTF-8. */
const EXEC = 'exec "$@"';

/** A tool that runs, and what it writes. */
export class ToolRun {
  readonly process: ChildProcess;
  #stdout = Buffer.alloc(0);
  #stderr = Buffer.alloc(0);

  constructor({ words, env, cwd, stdin, stdout }: ToolStart) {
    const full = stdout === 'devfull' ? openSync('/dev/full', 'w') : undefined;
    const script = [...words.map(shellWord)].join(' ');
    const redirection = stdin === 'closed' ? ' <&-' : '';
    this.process = spawn('/bin/sh', ['-c', `set -- ${script}; ${EXEC}${redirection}`], {
      env,
      cwd,
      detached: true,
      stdio: [stdin === undefined || stdin === 'closed' ? 'ignore' : 'pipe', full ?? 'pipe', 'pipe'],
    });
    if (full !== undefined) closeSync(full);
    this.process.stdout?.on('data', (chunk) => {
      this.#stdout = Buffer.concat([this.#stdout, chunk]);
    });
    this.process.stderr?.on('data', (chunk) => {
      this.#stderr = Buffer.concat([this.#stderr, chunk]);
    });
    if (stdout === 'closed') this.process.stdout?.destroy();
    // It need not read what it is given.
    this.process.stdin?.on('error', () => undefined);
    if (Buffer.isBuffer(stdin)) this.process.stdin?.end(stdin);
  }

  get stdout(): Buffer {
    return this.#stdout;
  }

  get stderr(): Buffer {
    return this.#stderr;
  }

  /** Resolves with the exit status as a shell has it, when all that was written has been read. */
  async ended(): Promise<number> {
    const { process } = this;
    const closed = once(process, 'close');
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
    await Promise.race([closed, pause(LINGER_MS, undefined, { ref: false })]);
    return process.exitCode ?? 128 + signalNumber(process.signalCode);
  }

  /** Waits until it has written something. */
  async wrote(text: string): Promise<void> {
    await until(() => this.#stdout.includes(text));
  }

  /** Ends it and all that it started. */
  async kill(): Promise<void> {
    const { process: child } = this;
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nobody is left.
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    for (const stream of child.stdio) stream?.destroy();
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15 }[signal as string] ?? 0;
}

/** Writes bytes for the shell: Node hands on words that are UTF-8 only. */
function shellWord(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `"$(printf '${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')"`;
}
