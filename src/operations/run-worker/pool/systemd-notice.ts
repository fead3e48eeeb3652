import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WorkEventTaker } from '../work-event.js';

/** How long systemd may take to hear something, in ms. */
const NOTIFY_WITHIN_MS = 5_000;

/** Tells systemd how a service stands, by systemd-notify(1): Node has no sockets of the kind that it listens on. */
export class SystemdNotice {
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

  /** Jobs can come. */
  ready(status: string): Promise<void> {
    return this.#notify(['--ready', `--status=${status}`]);
  }

  /** It is about to end. */
  stopping(status: string): Promise<void> {
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
