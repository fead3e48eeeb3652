import { tmpdir } from 'node:os';
import { AbortedError, ClosedError, UsageError } from '../errors.js';
import { type CommandOutcome, isStartError } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';
import { CommandRun } from './command-run.js';
import {
  areFree,
  closeOurEnds,
  closeTheirEnds,
  type Fifos,
  makeFifos,
  openFifos,
  removeFifos,
  type StandardStreams,
} from './fifos.js';
import { startLeader } from './leader.js';
import type { ProcessGroup } from './process-group.js';

/**
 * A place where commands are run, one at a time, each in a process group of its own with FIFOs on stdin, stdout and
 * stderr.
 *
 * A command is done when it has exited and its output is at its end. Where processes that it left behind keep the
 * output open, that end is waited for no longer than `lingerMs`; what they write later does not count. Those left of
 * the group are then sent TERM, and KILL after `termGraceMs`. The outcome does not wait for that, and the next command
 * may start: it gets fresh FIFOs where somebody still holds the old ones. `close` does wait.
 */
export class CommandSlot {
  readonly #parent: string;
  readonly #groups = new Set<ProcessGroup>();
  #fifos: Fifos;
  #current: Promise<CommandOutcome> | undefined;
  #running: CommandRun | undefined;
  #isKilled = false;
  #closed: Promise<void> | undefined;

  private constructor(parent: string, fifos: Fifos) {
    this.#parent = parent;
    this.#fifos = fifos;
  }

  /** Makes a slot, with its FIFOs in a private directory under `parent`. Rejects with SystemError. */
  static async open(parent: string = tmpdir()): Promise<CommandSlot> {
    return new CommandSlot(parent, await makeFifos(parent));
  }

  /**
   * Runs a command. Whatever becomes of it is an outcome; the promise rejects only with what a taker of output has
   * thrown, with UsageError while another command runs here, and with ClosedError.
   */
  run(request: CommandRequest): Promise<CommandOutcome> {
    if (this.#closed !== undefined) return Promise.reject(new ClosedError('this slot is closed'));
    if (this.#current !== undefined) return Promise.reject(new UsageError('this slot runs a command already'));
    this.#isKilled = false;
    const current = this.#run(request).finally(() => {
      this.#current = undefined;
    });
    this.#current = current;
    return current;
  }

  /** Sends KILL to the running command with its group, and to what former commands left behind. */
  kill(): void {
    for (const group of this.#groups) void group.kill();
    this.#killRun();
  }

  /** Kills the running command, waits until no process of any command here is left, and removes the FIFOs. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #run(request: CommandRequest): Promise<CommandOutcome> {
    try {
      this.#running = await this.#start(request);
    } catch (error) {
      if (isStartError(error)) return { type: 'not-started', error };
      throw error;
    }
    const { group, outcome } = this.#running;
    this.#groups.add(group);
    if (this.#isKilled) this.#running.kill();
    try {
      return await outcome;
    } finally {
      this.#running = undefined;
      void group.end(0).then(() => this.#groups.delete(group));
    }
  }

  async #start(request: CommandRequest): Promise<CommandRun> {
    const { signal } = request;
    if (signal?.aborted) throw new AbortedError('the command was not started', { cause: signal.reason });
    const streams = await this.#openStreams();
    const { stdin, stdout, stderr } = streams;
    const leader = await startLeader(request, [stdin.theirs, stdout.theirs, stderr.theirs])
      .catch((error: unknown) => {
        closeOurEnds(streams);
        throw error;
      })
      .finally(() => closeTheirEnds(streams));
    return new CommandRun(leader, streams, request);
  }

  async #openStreams(): Promise<StandardStreams> {
    if (!areFree(this.#fifos)) {
      const fresh = await makeFifos(this.#parent);
      await removeFifos(this.#fifos);
      this.#fifos = fresh;
    }
    return openFifos(this.#fifos);
  }

  #killRun(): void {
    this.#isKilled = true;
    this.#running?.kill();
  }

  async #close(): Promise<void> {
    this.#killRun();
    await this.#current?.catch(() => undefined); // Its caller is told.
    await Promise.all([...this.#groups].map((group) => group.end(0)));
    await removeFifos(this.#fifos);
  }
}
