import type { ProcessorTime, StartError } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';

/** How the process of a command ended. Of `exitCode` and `signal` one is null; both are when it is not known. */
export interface ProcessEnd {
  readonly pid: number;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly usage?: ProcessorTime | undefined;
  /** Whether its process group still has members: those that it left behind. */
  readonly hasLeft: boolean;
}

/**
 * Hears of a command that is to be started: of `started` and then of `ended` or `notStarted`, where one that was over at once
 * may skip the first.
 */
export interface StartListener {
  /** It has its streams. Its pid is also the number of its process group. */
  started(pid: number): void;
  notStarted(error: StartError): void;
  ended(end: ProcessEnd): void;
}

/** Starts commands, one at a time, with the FIFOs of a directory as their streams. */
export interface StarterSeat {
  /** A command's stdin of so many bytes at most needs no FIFO. */
  readonly maxInlineBytes: number;
  /**
   * Starts a command. We have the FIFOs of its output open to read, and that of its stdin, if it needs one, to write and
   * to read, until it has started.
   */
  start(request: CommandRequest, directory: string, listener: StartListener): void;
  /** Starts no more. A command that runs goes on. */
  close(): void;
}

/** Makes processes of commands. */
export interface CommandStarter {
  /**
   * A directory that other users may pass but not list. Slots have their FIFOs below it; it is removed with all that is in
   * it by `close`, and also when this process is killed.
   */
  readonly directory: string;
  readonly kinship: Kinship;
  openSeat(): StarterSeat;
  /** Removes the directory. To be called when all seats are closed. */
  close(): Promise<void>;
}

/**
 * `apart`: each command has a process group of its own, in a session without a terminal, and is ended with all its
 * processes; also when this process is killed. `kin`: commands belong to our session and process group, have our stderr and
 * ignore SIGPIPE; nobody ends them.
 */
export type Kinship = 'apart' | 'kin';
