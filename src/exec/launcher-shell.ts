import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { SystemError } from '../errors.js';
import type { CommandEnvironment } from './command-request.js';

/** What a shell is started with. */
export interface ShellStart {
  readonly args: readonly string[];
  readonly env: CommandEnvironment;
}

interface Waiter {
  resolve(line: string): void;
  reject(error: SystemError): void;
}

/**
 * A shell that is told by lines on a channel what to do, and answers with lines: the channel is its descriptor 3. Descriptor
 * 4 is our stderr; its own output goes nowhere.
 */
export class LauncherShell {
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  #begun = '';
  readonly #lines: string[] = [];
  #waiter: Waiter | undefined;
  #hasEnded = false;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#channel = process.stdio[3] as Duplex;
    this.#channel.setEncoding('latin1');
    this.#channel.on('data', (text: string) => this.#receive(text));
    // The shell is gone, which its exit tells.
    this.#channel.on('error', () => undefined);
    process.once('exit', () => this.#end());
  }

  /** Starts one. Rejects with SystemError. */
  static async start({ args, env }: ShellStart): Promise<LauncherShell> {
    const child = spawn('/bin/sh', args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 2] });
    const error = await Promise.race([once(child, 'spawn').then(() => undefined), once(child, 'error')]);
    if (error !== undefined) throw new SystemError('cannot start /bin/sh', { cause: error[0] });
    return new LauncherShell(child);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Sends an empty line, and resolves with the answer. Rejects with SystemError when none will come. */
  ask(): Promise<string> {
    this.#channel.write('\n');
    return this.#answer();
  }

  /** Closes the channel, which ends the shell, and resolves when it is gone. */
  async end(): Promise<void> {
    this.#channel.end();
    if (!this.#hasEnded) await once(this.#process, 'exit');
    this.#channel.destroy();
  }

  #answer(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#deliver();
    });
  }

  #receive(text: string): void {
    const [first = '', ...others] = text.split('\n');
    this.#begun += first;
    for (const next of others) {
      this.#lines.push(this.#begun);
      this.#begun = next;
    }
    this.#deliver();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#deliver();
  }

  #deliver(): void {
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    const line = this.#lines.shift();
    if (line === undefined && !this.#hasEnded) return;
    this.#waiter = undefined;
    if (line === undefined) waiter.reject(new SystemError('the shell that starts the commands has ended'));
    else waiter.resolve(line);
  }
}
