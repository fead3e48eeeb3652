import { AbortedError, ClosedError, UsageError } from '../errors.js';
import { type CommandOutcome, isStartError } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';
import { CommandRun } from './command-run.js';
import type { CommandStarter, StarterSeat } from './command-starter.js';
import { openStarter } from './open-starter.js';
import type { ProcessGroup } from './process-group.js';
import { SlotStreams } from './slot-streams.js';

/**
 * A place where commands are run, one at a time, with FIFOs on stdin, stdout and stderr.
 *
 * A command is done when it has exited and its output is at its end. Where processes that it left behind keep the
 * output open, that end is waited for no longer than `lingerMs`; what they write later does not count. Those left of
 * its process group are then ended. The outcome does not wait for that, and the next command may start: it gets fresh
 * FIFOs where somebody still holds the old ones. `close` does wait.
 */
export class CommandSlot {
  readonly #starter: CommandStarter;
  readonly #ownsStarter: boolean;
  readonly #seat: StarterSeat;
  readonly #groups = new Set<ProcessGroup>();
  #streams: SlotStreams;
  #current: Promise<CommandOutcome> | undefined;
  #running: CommandRun | undefined;
  #isKilled = false;
  #closed: Promise<void> | undefined;

  private constructor(starter: CommandStarter, ownsStarter: boolean, streams: SlotStreams) {
    this.#starter = starter;
    this.#ownsStarter = ownsStarter;
    this.#seat = starter.openSeat();
    this.#streams = streams;
  }

  /**
   * Makes a slot, with its FIFOs below the directory of the starter: one that many slots share, or without any one of its
   * own. Rejects with SystemError.
   */
  static async open(shared?: CommandStarter): Promise<CommandSlot> {
    const starter = shared ?? (await openStarter());
    try {
      return new CommandSlot(starter, shared === undefined, await SlotStreams.make(starter.directory));
    } catch (error) {
      if (shared === undefined) await starter.close();
      throw error;
    }
  }

  /** The process of the command that runs here. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /**
   * Runs a command. Whatever becomes of it is an outcome; the promise rejects only with what a taker of output has
   * thrown, with UsageError for a word with a NUL and while another command runs here, and with ClosedError.
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

  /** Lets the running command run for at least so long from now, whatever its time-out. */
  extend(ms: number): void {
    this.#running?.extend(ms);
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
    if (this.#isKilled) this.#running.kill();
    try {
      return await this.#running.outcome;
    } finally {
      this.#keep(this.#running);
      this.#running = undefined;
    }
  }

  async #start(request: CommandRequest): Promise<CommandRun> {
    const { signal, stdin } = request;
    if (signal?.aborted) throw new AbortedError('the command was not started', { cause: signal.reason });
    if (!this.#streams.renew(stdin.length > this.#seat.maxInlineBytes)) {
      const fresh = await SlotStreams.make(this.#starter.directory);
      await this.#streams.remove();
      this.#streams = fresh;
    }
    return new CommandRun(request, this.#seat, this.#streams, this.#starter.kinship === 'apart');
  }

  /** What a run has left behind: processes that are being ended, and outputs that somebody has open. */
  #keep({ group, wasCut }: CommandRun): void {
    if (wasCut) this.#streams.foul();
    if (group === undefined || group.isGone) return;
    this.#groups.add(group);
    void group.end().then(() => this.#groups.delete(group));
  }

  #killRun(): void {
    this.#isKilled = true;
    this.#running?.kill();
  }

  async #close(): Promise<void> {
    this.#killRun();
    await this.#current?.catch(() => undefined); // Its caller is told.
    await Promise.all([...this.#groups].map((group) => group.end()));
    this.#seat.close();
    await this.#streams.remove();
    if (this.#ownsStarter) await this.#starter.close();
  }
}
