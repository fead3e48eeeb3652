import { closeSync, constants as files, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants as system } from 'node:os';
import { relative } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { SystemError } from '../errors.js';
import type { CommandEnvironment, CommandRequest } from './command-request.js';
import type { ProcessEnd, StarterSeat, StartListener } from './command-starter.js';
import { errnoOf } from './errno.js';
import { launchMessage } from './launch-message.js';
import { type StartFault, startError } from './start-fault.js';

/** What any pipe holds: the seat writes it before anybody reads. */
const MAX_INLINE_BYTES = 4096;

/** What a seat needs of its launcher. */
export interface SeatHost {
  readonly directory: string;
  /** Makes a seat that reads requests from a FIFO, named by its path below the directory. Gives its ID. Throws SystemError. */
  enroll(seat: LauncherSeat, requests: string): number;
  /** Hears no more of a seat, which ends when its FIFO is closed. */
  dismiss(id: number): void;
  /** Lets a process group live on when all are ended. */
  exempt(group: number): void;
}

/** A seat in the launcher, seen from here. It is taken when the first command is started, and again when it was lost. */
export class LauncherSeat implements StarterSeat {
  readonly maxInlineBytes = MAX_INLINE_BYTES;
  readonly #launcher: SeatHost;
  #id: number | undefined;
  #requests = -1;
  #env: CommandEnvironment | undefined;
  #usedUserMs = 0;
  #usedSystemMs = 0;
  #request: CommandRequest | undefined;
  #listener: StartListener | undefined;
  #fault: StartFault | undefined;
  #pid: number | undefined;

  constructor(launcher: SeatHost) {
    this.#launcher = launcher;
  }

  start(request: CommandRequest, directory: string, listener: StartListener): void {
    this.#request = request;
    this.#listener = listener;
    this.#fault = undefined;
    this.#pid = undefined;
    try {
      if ((request.command[0] ?? '') === '') throw startError(request, { step: 'exec', errno: 'ENOENT' });
      if (this.#id === undefined) this.#take(directory);
      const isInline = request.stdin.length <= MAX_INLINE_BYTES;
      const sendsEnvironment = request.env !== this.#env;
      this.#send(launchMessage(request, directory, { isInline, sendsEnvironment }), directory);
      this.#env = request.env;
    } catch (error) {
      this.#listener = undefined;
      throw error;
    }
  }

  close(): void {
    if (this.#id === undefined) return;
    this.#launcher.dismiss(this.#id);
    this.#id = undefined;
    closeSync(this.#requests);
  }

  /** Takes a reply of the seat: its words, without the ID. */
  receive([what, ...words]: readonly string[]): void {
    switch (what) {
      case 'P':
        this.#pid = Number(words[0]);
        this.#listener?.started(this.#pid);
        break;
      case 'E':
        this.#fault = faultOf(words);
        break;
      case 'F':
        this.#fault = faultOf(words);
        this.#end(undefined);
        break;
      case 'S':
        this.#finish(words);
        break;
      case 'L':
        this.lose();
    }
  }

  /** The seat is gone, and with it the knowledge of how its command ends. */
  lose(): void {
    this.close();
    if (this.#pid === undefined) this.#fault = { step: 'fork', errno: 'ECHILD' };
    this.#end({ pid: this.#pid ?? 0, exitCode: null, signal: null, hasLeft: true });
  }

  #take(directory: string): void {
    try {
      // Also open to read, so that it need not be open at the other end yet.
      this.#requests = openSync(`${directory}/requests`, files.O_RDWR | files.O_NONBLOCK);
    } catch (cause) {
      throw new SystemError(`cannot open the FIFOs in ${directory}: ${errnoOf(cause)}`, { cause });
    }
    try {
      this.#id = this.#launcher.enroll(this, `${relative(this.#launcher.directory, directory)}/requests`);
    } catch (error) {
      closeSync(this.#requests);
      throw error;
    }
    this.#env = undefined;
    this.#usedUserMs = 0;
    this.#usedSystemMs = 0;
  }

  #send(message: Uint8Array, directory: string): void {
    const written = writeSync(this.#requests, message);
    if (written === message.length) return;
    const fd = openSync(`${directory}/requests`, files.O_WRONLY | files.O_NONBLOCK);
    const socket = new Socket({ fd, readable: false, writable: true });
    socket.on('error', () => undefined); // The seat is gone, which the launcher tells.
    socket.end(message.subarray(written));
  }

  #finish(words: readonly string[]): void {
    const end = this.#processEnd(words);
    if (end.hasLeft && this.#request?.keepsChildren === true) this.#launcher.exempt(Number(words[0]));
    this.#end(end);
  }

  #end(end: ProcessEnd | undefined): void {
    const [listener, request] = [this.#listener, this.#request];
    if (listener === undefined || request === undefined) return;
    this.#listener = undefined;
    this.#request = undefined;
    if (this.#fault !== undefined) listener.notStarted(startError(request, this.#fault));
    else if (end !== undefined) listener.ended(end);
  }

  /** `pid status user system left`; the times are those of all commands of the seat. */
  #processEnd([pid, statusText, userText, systemText, left]: readonly string[]): ProcessEnd {
    const status = Number(statusText);
    const [userMs, systemMs] = [1000 * Number(userText), 1000 * Number(systemText)];
    const usage = {
      cpuUserMs: Math.round(userMs - this.#usedUserMs),
      cpuSystemMs: Math.round(systemMs - this.#usedSystemMs),
    };
    this.#usedUserMs = userMs;
    this.#usedSystemMs = systemMs;
    const signal = signalName(status & 0x7f);
    return { pid: Number(pid), exitCode: signal === null ? status >> 8 : null, signal, usage, hasLeft: left === '1' };
  }
}

function faultOf([step, errno]: readonly string[]): StartFault {
  return { step: step as StartFault['step'], errno: Number(errno) === 0 ? '' : getSystemErrorName(-Number(errno)) };
}

/** The name of a signal; real-time ones, for which Node has none, are `SIG34` and so on. */
function signalName(number: number): NodeJS.Signals | null {
  if (number === 0) return null;
  const [name] = Object.entries(system.signals).find(([, value]) => value === number) ?? [`SIG${number}`];
  return name as NodeJS.Signals;
}
