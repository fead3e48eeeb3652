import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processStat } from '../../../exec/slot-fixture.js';
import { until } from '../../../support/until.js';

/** A line of a worker's log. */
export interface LogLine {
  readonly type: string;
  readonly handle?: string;
  readonly outcome?: string;
  readonly message?: string;
}

/** How it is started. */
export interface FaultWorkerOptions {
  /** What a shell executes before. */
  readonly preparation?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The built `gearctl work` in a process of its own, with all that is needed to find what it leaves behind. */
export class FaultWorker {
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly log: LogLine[] = [];
  /** Where its temporary files are. */
  readonly directory = mkdtempSync(join(tmpdir(), 'gearctl-fault-'));
  readonly #mark = `GEARCTL_FAULT=${randomUUID()}`;
  readonly #child: ChildProcess;
  /** The session of its commands. */
  #launcher: number | undefined;

  private constructor(argv: readonly string[], { preparation = '', env }: FaultWorkerOptions) {
    const [name = '', value] = this.#mark.split('=');
    const command = [process.execPath, resolve('bin/gearctl.js'), 'work', '--journal', 'none', '--log-format', 'json'];
    this.#child = spawn('sh', ['-c', `${preparation}\nexec "$@"`, 'sh', ...command, ...argv], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', TMPDIR: this.directory, ...env, [name]: value },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.exited = once(this.#child, 'close').then(([status, signal]) => status ?? signal);
    let begun = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (begun + text).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) this.log.push(line.startsWith('{') ? JSON.parse(line) : { type: '', message: line });
    });
  }

  /** Starts one and waits until it takes jobs. */
  static async start(server: string, argv: readonly string[], options: FaultWorkerOptions = {}): Promise<FaultWorker> {
    const worker = new FaultWorker(['-s', server, ...argv], options);
    try {
      await Promise.race([worker.told('ready'), worker.exited.then((end) => Promise.reject(new Error(`${end}`)))]);
    } catch (cause) {
      await worker.kill();
      await worker.leavesNothing();
      throw new Error(`it did not start: ${JSON.stringify(worker.log)}`, { cause });
    }
    worker.#launcher = livingProcesses().find((pid) => processStat(pid)?.parent === worker.pid);
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it has logged so many lines of a type. */
  told(type: string, times = 1): Promise<void> {
    return until(() => this.log.filter((line) => line.type === type).length >= times);
  }

  /** The outcomes that it has logged of a job; those that went back are none. */
  outcomesOf(handle: string): string[] {
    return this.log.flatMap((line) =>
      line.type === 'end' && line.handle === handle && line.outcome !== 'requeued' ? [line.outcome ?? ''] : [],
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Kills it, and waits until it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** Kills what starts its commands, with all of them. */
  killLauncher(): void {
    for (const pid of livingProcesses()) if (this.#isOfSession(pid)) process.kill(pid, 'SIGKILL');
  }

  /** Waits until nothing is left of it, and removes its directory; fails when something stays. */
  async leavesNothing(): Promise<void> {
    await this.exited;
    try {
      await until(() => this.#left().length === 0);
    } catch (cause) {
      throw new Error(`it has left behind ${this.#left().join(', ')}`, { cause });
    } finally {
      rmSync(this.directory, { recursive: true, force: true });
    }
  }

  /** Its processes, by what they have inherited or by their session, and its files. */
  #left(): string[] {
    const processes = livingProcesses().filter(
      (pid) => this.#isOfSession(pid) || readProcess(pid, 'environ').includes(this.#mark),
    );
    return [...processes.map((pid) => `${pid} (${readProcess(pid, 'cmdline')})`), ...readdirSync(this.directory)];
  }

  #isOfSession(pid: number): boolean {
    return this.#launcher !== undefined && processStat(pid)?.session === this.#launcher;
  }
}

function livingProcesses(): number[] {
  const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  return pids.filter((pid) => !['Z', 'X'].includes(processStat(pid)?.state ?? 'X'));
}

function readProcess(pid: number, what: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return ''; // It has gone just now.
  }
}
