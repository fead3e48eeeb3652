import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WorkEvent, WorkEventTaker } from '../work-event.js';
import type { Observer } from './observer.js';

/** How long systemd may take to hear something, in ms. */
const NOTIFY_WITHIN_MS = 5_000;

/** Tells systemd how a service stands, by systemd-notify(1): Node has no sockets of the kind that it listens on. */
export class SystemdNotice implements Observer {
  readonly #env: NodeJS.ProcessEnv;
  readonly #tell: WorkEventTaker;
  readonly #pid: number;
  #last: Promise<void> = Promise.resolve();
  #hasFailed = false;

  /** `env` has NOTIFY_SOCKET in it where systemd wants to be told. The unit needs NotifyAccess=all. */
  constructor(env: NodeJS.ProcessEnv, pid: number, tell: WorkEventTaker) {
    this.#env = env;
    this.#pid = pid;
    this.#tell = tell;
  }

  hear(event: WorkEvent): void {
    if (event.type === 'ready') void this.#notify(['--ready', '--status=taking jobs']);
    if (event.type === 'drain') void this.#stopping(`${event.running} jobs are running`);
  }

  /** Says that it is at its end; resolves when that was heard. */
  close(): Promise<void> {
    return this.#stopping('ended');
  }

  #stopping(status: string): Promise<void> {
    return this.#notify(['--stopping', `--status=${status}`]);
  }

  /** One after the other, in the order in which they are to be heard. */
  #notify(args: readonly string[]): Promise<void> {
    if (this.#env.NOTIFY_SOCKET === undefined) return Promise.resolve();
    this.#last = this.#last.then(() => this.#run(args));
    return this.#last;
  }

  async #run(args: readonly string[]): Promise<void> {
    try {
      await promisify(execFile)('systemd-notify', [`--pid=${this.#pid}`, ...args], {
        env: this.#env,
        timeout: NOTIFY_WITHIN_MS,
      });
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      await this.#tell({ type: 'warning', message: `systemd could not be told: ${(error as Error).message}` });
    }
  }
}
