import { tmpdir } from 'node:os';
import { ClosedError, UsageError } from '../errors.js';
import { isExecutable, lookUpCommand } from './command-look-up.js';
import type { CommandEnvironment, OutputTaker } from './command-request.js';
import { type CommandWord, launchArguments } from './launch-script.js';
import { LauncherSeat } from './launcher-seat.js';

/** What a launcher runs again and again. */
export interface LaunchedCommand {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly CommandWord[];
  readonly env: CommandEnvironment;
}

/**
 * Runs the same command again and again, one at a time, by way of two shells that stay and take turns: a shell starts a
 * command in a fraction of the time that Node takes, and prepares for its next while the other one has its turn. The
 * command belongs to our own session and process group, has our stderr, and ignores SIGPIPE as we do. Nobody ends it, and
 * what it leaves behind lives on: a run is over when the command has ended and all have closed its stdout.
 */
export class CommandLauncher {
  readonly #launched: LaunchedCommand;
  readonly #seats: readonly LauncherSeat[];
  #path: string | undefined;
  #runs = 0;
  #isRunning = false;
  #isClosed = false;

  private constructor(launched: LaunchedCommand, seats: readonly LauncherSeat[]) {
    this.#launched = launched;
    this.#seats = seats;
  }

  /** Makes a launcher, with its FIFOs in private directories under `parent`. Rejects with SystemError. */
  static async open(launched: LaunchedCommand, parent: string = tmpdir()): Promise<CommandLauncher> {
    const { command, env } = launched;
    const startFor = (directory: string) => ({ args: launchArguments(command, env, directory), env });
    const first = await LauncherSeat.open(startFor, parent);
    const second = await LauncherSeat.open(startFor, parent).catch(async (error: unknown) => {
      await first.close();
      throw error;
    });
    return new CommandLauncher(launched, [first, second]);
  }

  /**
   * Runs the command and resolves with its exit status, which is 128 and the signal's number for one that was killed.
   * Rejects with CommandNotFoundError or CommandNotExecutableError, with SystemError when it cannot be told how it ended,
   * with what `onStdout` throws, and with UsageError while another runs.
   */
  async run(stdin: Uint8Array, onStdout: OutputTaker): Promise<number> {
    if (this.#isClosed) throw new ClosedError('this launcher is closed');
    if (this.#isRunning) throw new UsageError('this launcher runs a command already');
    this.#lookUp();
    this.#isRunning = true;
    try {
      const seat = this.#seats[this.#runs++ % this.#seats.length] as LauncherSeat;
      return await seat.run(stdin, onStdout);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Removes the FIFOs at once, for a process that is about to die. A command that runs goes on. */
  abandon(): void {
    this.#isClosed = true;
    for (const seat of this.#seats) seat.abandon();
  }

  /** Ends the shells and removes the FIFOs. No command must be running. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#seats.map((seat) => seat.close()));
  }

  /** What cannot be started is found out here, where it can be said why. */
  #lookUp(): void {
    const { command, env } = this.#launched;
    if (this.#path !== undefined && isExecutable(this.#path)) return;
    const [program = ''] = command;
    this.#path = lookUpCommand([typeof program === 'string' ? program : Buffer.from(program).toString()], env, '.');
  }
}
